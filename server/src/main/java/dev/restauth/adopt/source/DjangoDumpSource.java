package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import dev.restauth.json.JsonWalk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The users of a Django application, from the output of {@code manage.py dumpdata} as JSON or JSON
 * lines. The objects of the user model and of second factors are read; all other objects are
 * ignored.
 */
public final class DjangoDumpSource implements AccountSource {
  /** Django's own user model. */
  public static final String DEFAULT_MODEL = "auth.user";

  /** The prefix with which Django marks an unusable password. */
  private static final String UNUSABLE = "!";

  private final Path file;
  private final String model;

  /**
   * Creates the source for the users of one model.
   *
   * @param model the name of the model in Django, {@code app.model}; upper and lower case are equal
   */
  public DjangoDumpSource(Path file, String model) {
    this.file = file;
    this.model = model;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    boolean[] found = {false};
    // The file is read for factors, then for users. If it has factors, a read in between checks
    // that their users exist.
    ReadProgress bytesRead = ReadProgress.of(List.of(file, file), progress);
    DjangoFactors factors = factors(bytesRead);
    try (JsonWalk json = SourceText.json(file, bytesRead)) {
      json.entries(
          object -> {
            var entry = new Entry(object.place());
            if (fill(entry, object)) {
              found[0] = true;
              entry.factors(factors.of(entry.key(), entry.name())).sendTo(sink);
            }
          });
    }
    if (!found[0]) {
      throw SourceText.unreadable(
          file,
          "contains no "
              + model
              + ": if the application has a user model of its own, name it with --model app.model");
    }
  }

  /**
   * Reads the factors of all users, before any account is imported. Fails if a factor names a user
   * by a key that no user in the file has. The file may contain the same user with another key.
   * Without this check, their account would be imported without the factor.
   */
  private DjangoFactors factors(ReadProgress bytesRead) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw SourceText.unreadable(file, "is a pipe: give a file, which is read more than once");
    }
    DjangoFactors factors = new DjangoFactors();
    try (JsonWalk json = SourceText.json(file, bytesRead)) {
      json.entries(factors::read);
    }
    factors.connect();
    if (!factors.isEmpty()) {
      try (JsonWalk json = SourceText.json(file, bytesRead)) {
        json.entries(
            object -> {
              var entry = new Entry(object.place());
              if (fill(entry, object)) {
                factors.found(entry.key(), entry.name());
              }
            });
      }
    }
    if (factors.unknownUsers() > 0) {
      throw SourceText.unreadable(
          file,
          "has second factors of "
              + factors.unknownUsers()
              + " users that it lacks, or names by another key than the user name: dump the users with"
              + " their factors, and without --natural-foreign");
    }
    return factors;
  }

  /** Fills the entry. Returns whether the object belongs to the model. */
  private boolean fill(Entry entry, JsonWalk object) {
    boolean[] ours = {false};
    object.fields(
        name -> {
          switch (name) {
            case "model" -> ours[0] = object.text().filter(model::equalsIgnoreCase).isPresent();
            case "pk" -> entry.key(object.text());
            case "fields" -> object.fields(field -> field(entry, object, field));
            default -> {}
          }
        });
    // The application's own user model may have an e-mail address instead of a user name.
    entry.nameOtherwise(entry.email());
    return ours[0];
  }

  private static void field(Entry entry, JsonWalk value, String name) {
    switch (name) {
      case "username" -> entry.name(value.text());
      case "password" -> entry.hash(value.text().filter(hash -> !hash.startsWith(UNUSABLE)));
      case "email" -> entry.email(value.text());
      case "is_active" -> entry.active(value.isTrue());
      case "date_joined" -> entry.createdAt(value.text().flatMap(ExportTimes::dateAndTime));
      default -> {}
    }
  }

  /** Returns a text that names the file and the model. */
  @Override
  public String toString() {
    return "DjangoDumpSource[" + file + ", " + model + "]";
  }
}
