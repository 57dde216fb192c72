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
 * A report, which is written only if the operator named a file for it. It has a line for each
 * account that was not imported, or was imported without some of its credentials. An empty file is
 * deleted after the import, so that the next attempt can use the same name.
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
   * Creates the file, which only its owner can read. The file must not exist yet.
   *
   * @throws IOException if the file cannot be created
   */
  static SkippedReport create(Optional<Path> path) throws IOException {
    if (path.isEmpty()) {
      return new SkippedReport(path, Optional.empty());
    }
    Files.createFile(path.get(), DurableFiles.OWNERS_FILE);
    return new SkippedReport(
        path, Optional.of(Files.newBufferedWriter(path.get(), StandardCharsets.UTF_8)));
  }

  void write(String text) {
    if (file.isPresent()) {
      empty = false;
      try {
        file.get().write(OneLine.escape(text) + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException("the report cannot be written: " + e.getMessage(), e);
      }
    }
  }

  boolean isRequested() {
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
