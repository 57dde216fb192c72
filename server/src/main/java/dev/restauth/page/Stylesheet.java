package dev.restauth.page;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/**
 * The stylesheet of all pages with forms. Its URL has the beginning of its digest, so that browsers may cache it for as long as
 * they like, and load it anew when it has changed. Read when it is first needed.
 *
 * @param text the text, in UTF-8, which must not change
 * @param version the beginning of its SHA-256 digest, in hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Stylesheet(byte[] text, String version) {
  private static final Stylesheet CURRENT = read();

  /** The stylesheet of this program. */
  public static Stylesheet current() {
    return CURRENT;
  }

  /** The URL for pages: path and query. */
  String url() {
    return "/pages.css?v=" + version;
  }

  /**
   * Returns the stylesheet. An address with another digest is that of a page by another version of the server: its answer must
   * not be cached for long.
   */
  public Answer answer(Call call) {
    boolean current = call.query("v").equals(List.of(version));
    return Answer.document("text/css; charset=utf-8", text)
        .with(FieldNames.CACHE_CONTROL, current ? "max-age=31536000, immutable" : "max-age=60")
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  private static Stylesheet read() {
    try (InputStream stream = Stylesheet.class.getResourceAsStream("pages.css")) {
      if (stream == null) {
        throw new IllegalStateException("pages.css is missing in the program");
      }
      byte[] text = stream.readAllBytes();
      return new Stylesheet(text, HexFormat.of().formatHex(Sha256.of(text)).substring(0, 16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
