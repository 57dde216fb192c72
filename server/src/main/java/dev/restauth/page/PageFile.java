package dev.restauth.page;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that all pages share. Its URL has the beginning of its digest, so that browsers may cache it for as long as they like,
 * and load it again when it has changed.
 *
 * @param path the path of its route
 * @param type the value of Content-Type
 * @param content the content, which must not change
 * @param version the beginning of the SHA-256 digest of the content, in hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageFile(String path, String type, byte[] content, String version) {
  static final String STYLESHEET = "/pages.css";
  static final String SCRIPT = "/pages.js";

  /** Creates a file. */
  static PageFile of(String path, String type, byte[] content) {
    return new PageFile(
        path, type, content, HexFormat.of().formatHex(Sha256.of(content)).substring(0, 16));
  }

  /**
   * Reads the stylesheet.
   *
   * @param further rules that follow
   */
  static PageFile stylesheet(String further) {
    String rules = new String(read("pages.css"), StandardCharsets.UTF_8) + further;
    return of(STYLESHEET, "text/css; charset=utf-8", rules.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the script. */
  static PageFile script() {
    return of(SCRIPT, "text/javascript; charset=utf-8", read("pages.js"));
  }

  /** Returns the URL for pages, with the path of the public URL. */
  String url(Call call) {
    return call.pathOf(path + "?v=" + version);
  }

  /**
   * Returns the file. An address with another digest is that of a page by another version of the server: its answer must not be
   * cached for long.
   */
  Answer answer(Call call) {
    boolean current = call.query("v").equals(List.of(version));
    return Answer.document(type, content)
        .with(FieldNames.CACHE_CONTROL, current ? "max-age=31536000, immutable" : "max-age=60")
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  private static byte[] read(String name) {
    try (InputStream stream = PageFile.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
