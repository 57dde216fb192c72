package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import dev.restauth.json.JsonWalk;
import java.nio.file.Path;
import java.util.List;

/**
 * Users of a Django application, from what {@code manage.py dumpdata} writes as JSON or JSON lines.
 * Other models in the file are passed over.
 */
public final class DjangoDumpSource implements AccountSource {
  /** The model that Django comes with. */
  public static final String DEFAULT_MODEL = "auth.user";

  /** Django puts it before what no password matches. */
  private static final String UNUSABLE = "!";

  private final Path file;
  private final String model;

  /**
   * Of one model.
   *
   * @param model as Django names it, {@code app.model}; capitals do not matter
   */
  public DjangoDumpSource(Path file, String model) {
    this.file = file;
    this.model = model;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    boolean[] found = {false};
    try (JsonWalk json = SourceText.json(file, ReadProgress.of(List.of(file), progress))) {
      json.entries(
          object -> {
            var entry = new Entry(object.place());
            if (fill(entry, object)) {
              found[0] = true;
              entry.tell(sink);
            }
          });
    }
    if (!found[0]) {
      throw SourceText.unreadable(
          file,
          "holds no "
              + model
              + ": if the application has a user model of its own, name it with --model app.model");
    }
  }

  /** Whether it is one of the model. */
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
    // A model of one's own may have nothing but an address.
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

  /** The file. */
  @Override
  public String toString() {
    return "DjangoDumpSource[" + file + ", " + model + "]";
  }
}
