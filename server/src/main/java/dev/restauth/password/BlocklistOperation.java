package dev.restauth.password;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The operation {@code restauth build-blocklist}, which builds a filter from a list of passwords.
 */
final class BlocklistOperation {
  static final String NAME = "build-blocklist";

  private BlocklistOperation() {}

  static Reply build(Request request, Progress progress) {
    Path list = request.path("list");
    Path output = request.path("output");
    try {
      var built = BlocklistBuild.build(list, output, progress::advanced);
      return Reply.done(
          Facts.NONE
              .with("file", output.toString())
              .with("entries", built.entries())
              .with("skipped", built.skipped())
              .with("bytes", built.bytes()),
          String.format(
              Locale.ROOT,
              "%s has %,d entries, %,d bytes; %,d lines were not passwords",
              output,
              built.entries(),
              built.bytes(),
              built.skipped()));
    } catch (IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      return new Reply.Failed("there is no such file or folder: " + e.getMessage());
    } catch (IOException e) {
      return new Reply.Failed("a file could not be read or written: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      return new Reply.Failed("the memory is too small for a list of this length");
    }
  }
}
