package dev.restauth.adopt.source;

import dev.restauth.json.JsonWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a file of a source as strict UTF-8. Malformed text is an error: with replacement
 * characters, a user name could become another user's name. A byte order mark is skipped. Not
 * thread-safe.
 *
 * <p>Reading throws {@link UnreadableSource} and no other exception.
 */
final class SourceText extends Reader {
  private static final int BLOCK = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path file;
  private final ReadProgress bytesRead;
  private final InputStream stream;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).flip();
  private final CharBuffer chars = CharBuffer.allocate(BLOCK).flip();

  /** The offset of {@code bytes} in the file. */
  private long bytesOffset;

  private boolean begun;
  private boolean ended;

  private SourceText(Path file, ReadProgress bytesRead, InputStream stream) {
    this.file = file;
    this.bytesRead = bytesRead;
    this.stream = stream;
  }

  static SourceText open(Path file, ReadProgress bytesRead) {
    try {
      return new SourceText(file, bytesRead, Files.newInputStream(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Returns an exception whose message names the file and the problem, for the operator. */
  static UnreadableSource unreadable(Path file, String what) {
    return new UnreadableSource(file + " " + what);
  }

  static UnreadableSource unreadable(Path file, IOException e) {
    String what =
        e instanceof NoSuchFileException
            ? "does not exist"
            : Files.isDirectory(file) ? "is a folder" : "cannot be read";
    return unreadable(file, what);
  }

  @Override
  public int read(char[] target, int offset, int length) {
    while (!chars.hasRemaining()) {
      if (!decode()) {
        return -1;
      }
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  /** Decodes more characters; returns false at the end of the file. */
  private boolean decode() {
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    chars.flip();
    if (result.isError()) {
      throw unreadable(file, "is not UTF-8 at byte " + (bytesOffset + bytes.position()));
    }
    if (!begun && chars.hasRemaining()) {
      begun = true;
      if (chars.get(0) == BYTE_ORDER_MARK) {
        chars.get();
      }
    }
    if (chars.hasRemaining()) {
      return true;
    }
    if (ended) {
      return false;
    }
    fill();
    return true;
  }

  private void fill() {
    bytesOffset += bytes.position();
    bytes.compact();
    try {
      int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
      if (count < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + count);
        bytesRead.add(count);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    bytes.flip();
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Opens the file as JSON. */
  static JsonWalk json(Path file, ReadProgress bytesRead) {
    return new JsonWalk(open(file, bytesRead), why -> new UnreadableSource(file + why));
  }
}
