package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import dev.restauth.json.JsonWalk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The users of a Firebase project, from the output of {@code firebase auth:export --format=json}.
 * The user name is the e-mail address; without an address, it is the telephone number.
 */
public final class FirebaseSource implements AccountSource {
  private final Path file;
  private final Optional<Path> hashConfig;

  /**
   * Reads the users of one project.
   *
   * @param hashConfig the project's password hash parameters, as the console shows them; required
   *     if any user has a password
   */
  public FirebaseSource(Path file, Optional<Path> hashConfig) {
    this.file = file;
    this.hashConfig = hashConfig;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    var reading = new Reading(sink, hashConfig.map(FirebaseHashConfig::read));
    try (JsonWalk json = SourceText.json(file, ReadProgress.of(List.of(file), progress))) {
      json.entries(
          root ->
              root.fields(
                  name -> {
                    if (name.equals("users")) {
                      reading.users = true;
                      root.elements(reading::user);
                    }
                  }));
    }
    if (!reading.users) {
      throw SourceText.unreadable(
          file,
          "contains no users: export them with firebase auth:export users.json --format=json");
    }
  }

  /** The state of reading the file. */
  private final class Reading {
    private final Sink sink;
    private final Optional<FirebaseHashConfig> config;
    private Optional<String> signerKey = Optional.empty();
    private boolean users;

    Reading(Sink sink, Optional<FirebaseHashConfig> config) {
      this.sink = sink;
      this.config = config;
    }

    private void user(JsonWalk json) {
      var entry = new Entry(json.place());
      String[] phone = {""};
      String[] hashAndSalt = {"", ""};
      json.fields(
          name -> {
            switch (name) {
              case "localId" -> entry.key(json.text());
              case "email" -> entry.email(json.text()).name(json.text());
              case "phoneNumber" -> phone[0] = json.text().orElse("");
              case "passwordHash" -> hashAndSalt[0] = json.text().orElse("");
              case "salt" -> hashAndSalt[1] = json.text().orElse("");
              case "disabled" -> entry.active(!json.isTrue());
              case "createdAt" -> entry.createdAt(json.text().flatMap(ExportTimes::millis));
              default -> {}
            }
          });
      entry.nameOtherwise(Optional.of(phone[0]));
      if (!hashAndSalt[0].isEmpty()) {
        hash(entry, hashAndSalt[0], hashAndSalt[1]);
      }
      entry.sendTo(sink);
    }

    private void hash(Entry entry, String hash, String salt) {
      FirebaseHashConfig parameters =
          config.orElseThrow(
              () ->
                  SourceText.unreadable(
                      file,
                      "contains password hashes: copy the project's password hash parameters from the"
                          + " Firebase console into a file and name it with --hash-config"));
      String name = signerKey.orElseGet(() -> sink.addSecret(parameters.signerKey()));
      signerKey = Optional.of(name);
      Optional<String> text = parameters.text(name, salt, hash);
      if (text.isEmpty()) {
        entry.flaw("its password hash is malformed");
      }
      entry.hash(text);
    }
  }

  /** Returns a text that names the file. */
  @Override
  public String toString() {
    return "FirebaseSource[" + file + "]";
  }
}
