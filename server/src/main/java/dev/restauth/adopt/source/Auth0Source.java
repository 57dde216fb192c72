package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import dev.restauth.json.JsonWalk;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The users of an Auth0 tenant, with one JSON object per line. They come from the export of
 * password hashes that Auth0's support provides, from a {@code users-exports} job, or from both.
 * Only the job's output says which users are blocked.
 */
public final class Auth0Source implements AccountSource {
  /** Maximum number of blocked users, because their ids are stored in memory. */
  static final int BLOCKED_AT_MOST = 200_000;

  private final Path file;
  private final Optional<Path> users;

  /**
   * Reads the users of one tenant.
   *
   * @param file the export whose users are imported
   * @param users an export that marks blocked users; its other users and fields are ignored
   */
  public Auth0Source(Path file, Optional<Path> users) {
    this.file = file;
    this.users = users;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    List<Path> files = Stream.concat(users.stream(), Stream.of(file)).toList();
    ReadProgress bytesRead = ReadProgress.of(files, progress);
    Set<String> blocked = new HashSet<>();
    users.ifPresent(export -> blocked(export, bytesRead, blocked));
    try (JsonWalk json = SourceText.json(file, bytesRead)) {
      json.entries(
          object -> {
            var user = new User(object);
            if (user.blocked || user.entry.key().filter(blocked::contains).isPresent()) {
              user.entry.active(false);
            }
            user.entry.sendTo(sink);
          });
    }
  }

  private static void blocked(Path export, ReadProgress bytesRead, Set<String> into) {
    try (JsonWalk json = SourceText.json(export, bytesRead)) {
      json.entries(
          object -> {
            var user = new User(object);
            if (user.blocked) {
              // An account with a longer key is refused later.
              user.entry.key().filter(k -> k.length() <= Entry.KEY_AT_MOST).ifPresent(into::add);
            }
            if (into.size() > BLOCKED_AT_MOST) {
              throw SourceText.unreadable(
                  export, "has more than " + BLOCKED_AT_MOST + " blocked users");
            }
          });
    }
  }

  /** The user of one line. */
  private static final class User {
    private final Entry entry;
    private boolean blocked;
    private String objectId = "";
    private String alternativeId = "";
    private Optional<String> userId = Optional.empty();
    private Optional<String> telephone = Optional.empty();

    User(JsonWalk json) {
      entry = new Entry(json.place());
      json.fields(name -> field(json, name));
      // The export of hashes may have no user_id. The id is then derived as Auth0 derives it.
      String id = alternativeId.isEmpty() ? objectId : alternativeId;
      entry.key(userId.or(() -> Optional.of(id).filter(i -> !i.isEmpty()).map(i -> "auth0|" + i)));
      entry.nameOtherwise(entry.email()).nameOtherwise(telephone);
    }

    private void field(JsonWalk json, String name) {
      switch (name) {
        case "_id" -> objectId = inside(json, "$oid").orElse("");
        case "alt_id" -> alternativeId = json.text().orElse("");
        case "user_id" -> userId = json.text();
        case "username" -> entry.name(json.text());
        case "email" -> entry.email(json.text());
        case "phone_number" -> telephone = json.text();
        case "passwordHash", "password_hash" -> entry.hash(json.text());
        case "blocked" -> blocked = json.isTrue();
        case "created_at" ->
            entry.createdAt(inside(json, "$date").flatMap(ExportTimes::dateAndTime));
        case "identifiers" -> json.elements(this::identifier);
        default -> {}
      }
    }

    /**
     * Reads an identifier, which is a name, an e-mail address or a telephone number. The top-level
     * field with the same value may be missing.
     */
    private void identifier(JsonWalk json) {
      String[] typeAndValue = {"", ""};
      json.fields(
          name -> {
            switch (name) {
              case "type" -> typeAndValue[0] = json.text().orElse("");
              case "value" -> typeAndValue[1] = json.text().orElse("");
              default -> {}
            }
          });
      Optional<String> value = Optional.of(typeAndValue[1]);
      switch (typeAndValue[0]) {
        case "username" -> entry.nameOtherwise(value);
        case "email" -> entry.email(entry.email().or(() -> value));
        case "phone_number" -> telephone = telephone.or(() -> value);
        default -> {}
      }
    }

    /**
     * Returns the value, which may be inside an object with the field {@code name}, as MongoDB
     * writes ids and times.
     */
    private static Optional<String> inside(JsonWalk json, String name) {
      String[] found = {json.text().orElse("")};
      json.fields(
          field -> {
            if (field.equals(name)) {
              found[0] = json.text().orElse("");
            }
          });
      return Optional.of(found[0]).filter(text -> !text.isEmpty());
    }
  }

  /** Returns a text that names the file. */
  @Override
  public String toString() {
    return "Auth0Source[" + file + "]";
  }
}
