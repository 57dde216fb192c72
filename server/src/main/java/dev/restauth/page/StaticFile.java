package dev.restauth.page;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is the same for all browsers, in plain and in compressed form. Pages are not
 * compressed. Otherwise a stranger who can choose a text in a page could guess the page's token
 * from the compressed length (BREACH). Static files contain no secrets.
 */
public final class StaticFile {
  private static final String GZIP = "gzip";

  private final String type;
  private final byte[] content;
  private final byte[] compressed;

  private StaticFile(String type, byte[] content) {
    this.type = type;
    this.content = content;
    this.compressed = compressed(content);
  }

  /**
   * Creates a file.
   *
   * @param type the value of Content-Type
   * @param content the content, which the caller must not change
   */
  static StaticFile of(String type, byte[] content) {
    return new StaticFile(type, content);
  }

  /** Reads a script that a page links to. The script consists of several files beside a class. */
  public static StaticFile script(Class<?> beside, String... parts) {
    String text =
        Arrays.stream(parts)
            .map(part -> new String(read(beside, part), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    return of("text/javascript; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] compressed(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the file. It is compressed if the browser supports that and the compressed form is
   * shorter.
   */
  public Answer answer(Call call) {
    boolean shorter = compressed.length < content.length;
    Answer answer =
        shorter && call.acceptsGzip()
            ? Answer.document(type, compressed).with(FieldNames.CONTENT_ENCODING, GZIP)
            : Answer.document(type, content);
    return answer
        .with(FieldNames.VARY, FieldNames.ACCEPT_ENCODING)
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  /** Reads a file of the program. */
  static byte[] read(Class<?> beside, String name) {
    try (InputStream stream = beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
