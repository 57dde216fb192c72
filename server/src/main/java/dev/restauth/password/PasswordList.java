package dev.restauth.password;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * A text file with one password per line, or with one SHA-1 digest per line as {@code HASH:COUNT},
 * the format of Have I Been Pwned. The first line determines the format. The file is read as a
 * stream, so its size is not limited.
 */
final class PasswordList {
  /** Maximum length of a line, in bytes without the line break. No password may be longer. */
  static final int MAX_LINE = OpaqueString.MAX_BYTES;

  private static final int REPORT_LINES = 1 << 14;
  private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{40}:[0-9]{1,12}");
  private static final Pattern RANGE = Pattern.compile("[0-9A-Fa-f]{35}:[0-9]{1,12}");

  private final Path file;
  private final boolean hashes;

  private PasswordList(Path file, boolean hashes) {
    this.file = file;
    this.hashes = hashes;
  }

  /**
   * The number of lines read.
   *
   * @param lines all lines
   * @param skipped lines that cannot be passwords: too short to matter, too long, not UTF-8, or
   *     with characters that are not allowed in passwords
   */
  record Count(long lines, long skipped) {}

  /** Opens a list, and determines its format from the first line. */
  static PasswordList of(Path file) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      String first = new Line().read(in).flatMap(Line::text).orElse("");
      if (RANGE.matcher(first).matches()) {
        throw new IllegalArgumentException(
            "these are hashes without their first five digits, one range of many: join the ranges"
                + " to lines of HASH:COUNT with all 40 digits");
      }
      return new PasswordList(file, HASH.matcher(first).matches());
    }
  }

  /**
   * Passes to {@code sha1} the digest of every form in which a listed password is looked up.
   *
   * @param bytes receives the number of bytes read so far, from time to time
   */
  Count forEach(Consumer<byte[]> sha1, LongConsumer bytes) throws IOException {
    long lines = 0;
    long skipped = 0;
    long read = 0;
    try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var line = new Line();
      while (line.read(in).isPresent()) {
        lines++;
        read += line.bytes;
        List<byte[]> keys = hashes ? hash(line, lines) : password(line);
        keys.forEach(sha1);
        skipped += keys.isEmpty() ? 1 : 0;
        if (lines % REPORT_LINES == 0) {
          bytes.accept(read);
        }
      }
    }
    return new Count(lines, skipped);
  }

  private static List<byte[]> hash(Line line, long number) {
    String text = line.text().orElse("");
    if (text.isEmpty()) {
      return List.of();
    }
    if (!HASH.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "line " + number + " is not HASH:COUNT, unlike the first line");
    }
    return List.of(HexFormat.of().parseHex(text, 0, 40));
  }

  /**
   * Returns the digests of a password and of its lower-case form, since variants are looked up in
   * lower case.
   */
  private static List<byte[]> password(Line line) {
    Optional<String> prepared = line.text().flatMap(OpaqueString::prepare);
    if (prepared.isEmpty()
        || prepared.get().codePointCount(0, prepared.get().length()) < GuessabilityCheck.MIN_CORE) {
      return List.of();
    }
    String lower = prepared.get().toLowerCase(Locale.ROOT);
    return lower.equals(prepared.get())
        ? List.of(Blocklist.sha1(lower))
        : List.of(Blocklist.sha1(prepared.get()), Blocklist.sha1(lower));
  }

  /**
   * Reads the file line by line. Of a line that is longer than any password, only the beginning is
   * stored.
   */
  private static final class Line {
    private final byte[] content = new byte[MAX_LINE + 1];
    private int length;
    private long bytes;

    /** Reads the next line; empty at the end of the file. */
    Optional<Line> read(InputStream in) throws IOException {
      length = 0;
      bytes = 0;
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      for (; next >= 0 && next != '\n'; next = in.read()) {
        bytes++;
        if (length < content.length) {
          content[length++] = (byte) next;
        }
      }
      bytes++;
      if (length > 0 && bytes == length + 1 && content[length - 1] == '\r') {
        length--;
      }
      return Optional.of(this);
    }

    /** Returns the line as text; empty if the line is too long or not UTF-8. */
    Optional<String> text() {
      try {
        return length > MAX_LINE
            ? Optional.empty()
            : Optional.of(
                StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, 0, length))
                    .toString());
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
    }
  }
}
