package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The progress of reading a source, in bytes of all its files. Not thread-safe. */
final class ReadProgress {
  private final Progress progress;
  private final long total;
  private long done;

  private ReadProgress(Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /**
   * Returns the progress before any of these files is read.
   *
   * @throws UnreadableSource if one of them does not exist
   */
  static ReadProgress of(List<Path> files, Progress progress) {
    long total = 0;
    for (Path file : files) {
      try {
        total += Files.size(file);
      } catch (IOException e) {
        throw SourceText.unreadable(file, e);
      }
    }
    return new ReadProgress(progress, total);
  }

  /** Adds a number of bytes that were read, and reports the progress. */
  void add(int bytes) {
    done += bytes;
    // A pipe has no size, and a file may grow.
    progress.advanced("reading", done, total == 0 ? 0 : Math.max(done, total));
  }
}
