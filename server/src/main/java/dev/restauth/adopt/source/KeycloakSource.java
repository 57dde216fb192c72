package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import dev.restauth.json.JsonWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The users of a Keycloak realm, from the output of {@code kc.sh export}: one file with the realm
 * and its users, files with users only, or a folder of such files.
 */
public final class KeycloakSource implements AccountSource {
  private final List<Path> paths;

  /** Creates a source from at least one path. If a path is a folder, its JSON files are read. */
  public KeycloakSource(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("no file");
    }
    this.paths = List.copyOf(paths);
  }

  @Override
  public void read(Sink sink, Progress progress) {
    List<Path> files = paths.stream().flatMap(KeycloakSource::files).toList();
    ReadProgress bytesRead = ReadProgress.of(files, progress);
    var reading = new Reading(sink);
    for (Path file : files) {
      try (JsonWalk json = SourceText.json(file, bytesRead)) {
        json.entries(reading::realm);
      }
    }
    if (!reading.users) {
      throw new UnreadableSource(
          "no users in "
              + paths.getFirst()
              + ": export them with the realm, as in kc.sh export --users realm_file");
    }
  }

  private static Stream<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return Stream.of(path);
    }
    try (Stream<Path> inside = Files.list(path)) {
      return inside.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    } catch (IOException e) {
      throw SourceText.unreadable(path, e);
    }
  }

  /** The state of reading the files. */
  private static final class Reading {
    private final Sink sink;
    private Optional<String> realm = Optional.empty();
    private boolean users;

    Reading(Sink sink) {
      this.sink = sink;
    }

    void realm(JsonWalk json) {
      json.fields(
          name -> {
            switch (name) {
              case "realm" -> json.text().ifPresent(this::named);
              case "users" -> {
                users = true;
                json.elements(this::user);
              }
              default -> {}
            }
          });
    }

    /**
     * Checks that all files have the same realm: in two realms, the same user name may belong to
     * two people.
     */
    private void named(String name) {
      if (realm.isPresent() && !realm.get().equals(name)) {
        throw new UnreadableSource(
            "users of two realms, %s and %s: export one, with --realm"
                .formatted(Entry.shown(realm.get()), Entry.shown(name)));
      }
      realm = Optional.of(name);
    }

    private void user(JsonWalk json) {
      var entry = new Entry(json.place());
      var credentials = new KeycloakCredentials();
      json.fields(
          name -> {
            switch (name) {
              case "id" -> entry.key(json.text());
              case "username" -> entry.name(json.text());
              case "email" -> entry.email(json.text());
              case "enabled" -> entry.active(json.isTrue());
              case "createdTimestamp" -> entry.createdAt(json.text().flatMap(ExportTimes::millis));
              case "serviceAccountClientId" ->
                  json.text().ifPresent(_ -> entry.flaw("it is the service account of a client"));
              case "credentials" -> json.elements(credentials::read);
              default -> {}
            }
          });
      credentials.applyTo(entry);
      entry.sendTo(sink);
    }
  }

  /** Returns a text that names the paths. */
  @Override
  public String toString() {
    return "KeycloakSource" + paths;
  }
}
