package dev.restauth.page;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that all pages share. Its URL contains the beginning of its digest. Browsers can therefore
 * cache the file forever, but load it again when it has changed.
 *
 * @param path the path of the file's route
 * @param type the value of Content-Type
 * @param bytes the length of the content, in bytes
 * @param file the content
 * @param version the beginning of the SHA-256 digest of the content, in hexadecimal
 */
record PageFile(String path, String type, int bytes, StaticFile file, String version) {
  static final String STYLESHEET = "/pages.css";
  static final String SCRIPT = "/pages.js";

  /** Creates a file. */
  static PageFile of(String path, String type, byte[] content) {
    return new PageFile(
        path,
        type,
        content.length,
        StaticFile.of(type, content),
        HexFormat.of().formatHex(Sha256.of(content)).substring(0, 16));
  }

  /**
   * Reads the stylesheet.
   *
   * @param further rules to append
   */
  static PageFile stylesheet(String further) {
    return of(
        STYLESHEET, "text/css; charset=utf-8", rules(further).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the rules of the stylesheet, followed by further rules. */
  static String rules(String further) {
    return new String(StaticFile.read(PageFile.class, "pages.css"), StandardCharsets.UTF_8)
        + further;
  }

  /** Reads the script. */
  static PageFile script() {
    return of(
        SCRIPT, "text/javascript; charset=utf-8", StaticFile.read(PageFile.class, "pages.js"));
  }

  /** Returns the URL for use in pages, including the path of the public URL. */
  String url(Call call) {
    return call.pathOf(path + "?v=" + version);
  }

  /**
   * Returns the file. A URL with another digest comes from a page of another version of the server.
   * The answer to this URL is therefore cached only for a short time.
   */
  Answer answer(Call call) {
    boolean current = call.query("v").equals(List.of(version));
    return file.answer(call)
        .with(FieldNames.CACHE_CONTROL, current ? "max-age=31536000, immutable" : "max-age=60");
  }
}
