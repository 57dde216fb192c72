package dev.restauth.adopt;

import dev.restauth.log.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A line for each account that was not taken over, in a file where the operator wants one. */
final class Report implements AutoCloseable {
  private final Optional<Writer> file;

  private Report(Optional<Writer> file) {
    this.file = file;
  }

  /**
   * Makes the file, which must not exist.
   *
   * @throws IOException where it cannot be made
   */
  static Report to(Optional<Path> path) throws IOException {
    return path.isEmpty()
        ? new Report(Optional.empty())
        : new Report(
            Optional.of(
                Files.newBufferedWriter(
                    path.get(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)));
  }

  void line(String text) {
    if (file.isPresent()) {
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
    }
  }
}
