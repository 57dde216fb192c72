package dev.restauth.page;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that all pages share. Its URL has the beginning of its digest, so that browsers may cache it for as long as they like,
 * and load it again when it has changed.
 *
 * @param path the path of its route
 * @param type the value of Content-Type
 * @param bytes the length of the content
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
   * @param further rules that follow
   */
  static PageFile stylesheet(String further) {
    return of(
        STYLESHEET, "text/css; charset=utf-8", rules(further).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the rules of the stylesheet, and further ones. */
  static String rules(String further) {
    return new String(StaticFile.read(PageFile.class, "pages.css"), StandardCharsets.UTF_8)
        + further;
  }

  /** Reads the script. */
  static PageFile script() {
    return of(
        SCRIPT, "text/javascript; charset=utf-8", StaticFile.read(PageFile.class, "pages.js"));
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
    return file.answer(call)
        .with(FieldNames.CACHE_CONTROL, current ? "max-age=31536000, immutable" : "max-age=60");
  }
}
