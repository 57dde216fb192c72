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
 * Passwords that attackers try first, as a filter over their SHA-1: small, and of no use to whoever
 * wants to read them. SHA-1 because published lists of breached passwords come in it; it protects
 * nothing here. Thread-safe.
 */
public final class Blocklist {
  private static final String BUILT_IN = "common-passwords.filter";

  private final BloomFilter filter;
  private final long entries;

  Blocklist(BloomFilter filter, long entries) {
    this.filter = filter;
    this.entries = entries;
  }

  /** The one inside the program: about 100,000 passwords. */
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
   * One that {@link BlocklistBuild} made. It is read whole once, to see that it is sound, and then
   * stays mapped until the process ends: the file may be replaced by another, but not changed.
   *
   * @throws IllegalArgumentException where it is no such file or is damaged; one line for the operator
   */
  public static Blocklist open(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return BlocklistFile.read(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.global()));
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof IOException ? "it cannot be read" : e.getMessage();
      throw new IllegalArgumentException("password-blocklist " + file + ": " + why, e);
    }
  }

  /** How many entries it was made from. */
  public long entries() {
    return entries;
  }

  /** Whether exactly this text is in it; fewer than one in ten million others are taken to be. */
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
