package dev.restauth.password;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Passwords that attackers try first, as a Bloom filter of their SHA-1 digests. The filter is small
 * and does not reveal the passwords. SHA-1 is used because lists of breached passwords are
 * published as SHA-1 digests; no secret depends on the strength of this hash function. Thread-safe.
 */
public final class Blocklist {
  private static final String BUILT_IN = "common-passwords.filter";

  private final BloomFilter filter;
  private final long entries;

  Blocklist(BloomFilter filter, long entries) {
    this.filter = filter;
    this.entries = entries;
  }

  /** Loads the built-in list, which has about 100,000 passwords. */
  public static Blocklist builtIn() {
    try (InputStream in = Blocklist.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its list of common passwords");
      }
      return BlocklistFile.read(MemorySegment.ofArray(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a file that {@link BlocklistBuild} created. The whole file is read once to verify its
   * checksum. After that, the file stays mapped until the process ends. An operator may replace it
   * with another file in the meantime, but must not modify it in place.
   *
   * @throws IllegalArgumentException if the file is not a blocklist or is damaged; the message is
   *     one line for the operator
   */
  public static Blocklist open(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return BlocklistFile.read(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.global()));
    } catch (IOException | IllegalArgumentException e) {
      String reason = e instanceof IOException ? "it cannot be read" : e.getMessage();
      throw new IllegalArgumentException("password-blocklist " + file + ": " + reason, e);
    }
  }

  /** Returns the number of entries. */
  public long entries() {
    return entries;
  }

  /**
   * Returns whether exactly this text is in the list. Of the texts that are not in the list, fewer
   * than one in ten million match by mistake.
   */
  public boolean contains(String text) {
    return filter.contains(sha1(text));
  }

  static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
