package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The users in a web server's password file: lines of {@code name:hash}, as {@code htpasswd} writes
 * them.
 */
public final class HtpasswdSource implements AccountSource {
  private final Path file;

  /** Reads one file. */
  public HtpasswdSource(Path file) {
    this.file = file;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    try (var lines = new SourceLines(file, ReadProgress.of(List.of(file), progress))) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        String text = line.get().text();
        if (!text.isBlank() && !text.stripLeading().startsWith("#")) {
          read(line.get(), sink);
        }
      }
    }
  }

  private static void read(SourceLines.Line line, Sink sink) {
    var entry = new Entry(line.place());
    String[] parts = line.text().split(":", -1);
    if (line.cut()) {
      entry.flaw("it is too long");
    } else if (parts.length < 2) {
      entry.flaw("it is not NAME:HASH");
    } else {
      entry.name(Optional.of(parts[0]));
      // The text after a second colon is a comment, and no hash ends in a space.
      String password = parts[1].stripTrailing();
      Optional<String> hash = HashTexts.schemed(password);
      if (hash.isEmpty() && !password.isEmpty()) {
        entry.flaw("its password is in plain text, or hashed with the old DES crypt");
      }
      entry.hash(hash);
    }
    entry.sendTo(sink);
  }

  /** Returns a text that names the file. */
  @Override
  public String toString() {
    return "HtpasswdSource[" + file + "]";
  }
}
