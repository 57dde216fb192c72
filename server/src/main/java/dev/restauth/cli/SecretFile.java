package dev.restauth.cli;

import dev.restauth.log.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads another system's secret from a file. The secret is the whole content, except for one line
 * break at the end, which editors add. The result is in base64, because a secret need not be text.
 */
public final class SecretFile {
  private static final int BYTES_AT_MOST = 1024;

  /** The secret, or the reason why there is none. */
  public sealed interface Outcome {
    /** The secret was read. */
    record Read(String base64) implements Outcome {
      /** Returns a text without the secret. */
      @Override
      public String toString() {
        return "Read[…]";
      }
    }

    /** The secret could not be read. {@code message} is one line for a terminal. */
    record Unusable(String message) implements Outcome {}
  }

  private SecretFile() {}

  /**
   * Reads the file.
   *
   * @param flag the flag with which the file was given, for messages
   * @param name the name of the file, as given by the user
   */
  public static Outcome read(String flag, String name, Terminal terminal) {
    Optional<Path> path = Arguments.path(name, terminal);
    if (path.isEmpty() || Arguments.mangled(name)) {
      return new Outcome.Unusable("flag " + flag + ": expected a path");
    }
    String shown = OneLine.escape(name);
    try (InputStream in = Files.newInputStream(path.get())) {
      byte[] bytes = withoutLineBreak(in.readNBytes(BYTES_AT_MOST + 2));
      if (bytes.length == 0 || bytes.length > BYTES_AT_MOST) {
        return new Outcome.Unusable(
            "flag "
                + flag
                + ": "
                + shown
                + " does not contain a secret of 1 to "
                + BYTES_AT_MOST
                + " bytes");
      }
      return new Outcome.Read(Base64.getEncoder().encodeToString(bytes));
    } catch (NoSuchFileException missing) {
      return new Outcome.Unusable("flag " + flag + ": there is no such file: " + shown);
    } catch (IOException unreadable) {
      return new Outcome.Unusable("flag " + flag + ": the file cannot be read: " + shown);
    }
  }

  private static byte[] withoutLineBreak(byte[] bytes) {
    int end = bytes.length;
    end -= end > 0 && bytes[end - 1] == '\n' ? 1 : 0;
    end -= end < bytes.length && end > 0 && bytes[end - 1] == '\r' ? 1 : 0;
    return Arrays.copyOf(bytes, end);
  }
}
