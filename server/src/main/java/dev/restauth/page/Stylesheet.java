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
 * they like, and load it anew when it has changed. Read when the first page is rendered.
 */
public final class Stylesheet {
  /** The path without the digest. */
  public static final String PATH = "/pages.css";

  private static final byte[] TEXT = read();
  private static final String VERSION = HexFormat.of().formatHex(Sha256.of(TEXT)).substring(0, 16);

  private Stylesheet() {}

  /** The URL for pages: path and query. */
  public static String url() {
    return PATH + "?v=" + VERSION;
  }

  /**
   * Returns the stylesheet. An address with another digest is that of a page by another version of the server: its answer must
   * not be cached for long.
   */
  public static Answer answer(Call call) {
    boolean current = call.query("v").equals(List.of(VERSION));
    return Answer.document("text/css; charset=utf-8", TEXT)
        .with(FieldNames.CACHE_CONTROL, current ? "max-age=31536000, immutable" : "max-age=60")
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  private static byte[] read() {
    try (InputStream stream = Stylesheet.class.getResourceAsStream("pages.css")) {
      if (stream == null) {
        throw new IllegalStateException("pages.css is missing in the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
