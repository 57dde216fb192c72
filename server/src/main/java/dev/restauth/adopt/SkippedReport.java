package dev.restauth.adopt;

import dev.restauth.log.OneLine;
import dev.restauth.store.sql.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A line for each account that was not taken over, in a file where the operator wants one. There is no
 * file in the end where there was no line, so that the next attempt may have its name.
 */
final class SkippedReport implements AutoCloseable {
  private final Optional<Path> path;
  private final Optional<Writer> file;
  private boolean empty = true;

  private SkippedReport(Optional<Path> path, Optional<Writer> file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Makes the file, which must not exist, for its owner alone.
   *
   * @throws IOException where it cannot be made
   */
  static SkippedReport to(Optional<Path> path) throws IOException {
    if (path.isEmpty()) {
      return new SkippedReport(path, Optional.empty());
    }
    Files.createFile(path.get(), DurableFiles.OWNERS_FILE);
    return new SkippedReport(
        path, Optional.of(Files.newBufferedWriter(path.get(), StandardCharsets.UTF_8)));
  }

  void line(String text) {
    if (file.isPresent()) {
      empty = false;
      try {
        file.get().write(OneLine.escape(text) + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException("the report cannot be written: " + e.getMessage(), e);
      }
    }
  }

  boolean wanted() {
    return file.isPresent();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
      if (empty) {
        Files.delete(path.orElseThrow());
      }
    }
  }
}
