package dev.restauth.page;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The operator's logo. Pages show the logo as an image, in which no script can run. If a user opens
 * the URL of the logo directly, the logo's own policy forbids everything in an SVG file except
 * drawings and their styles.
 *
 * @param file the file for browsers
 */
record PageLogo(PageFile file) {
  static final String PATH = "/pages-logo";

  private static final int AT_MOST = 100 * 1024;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final Pattern SVG =
      Pattern.compile(
          "\\A\\ufeff?\\s*(<\\?xml[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>\\[]*>|\\s)*<svg[\\s>]",
          Pattern.DOTALL);
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

  /**
   * Reads a logo.
   *
   * @throws IllegalArgumentException if the file is not a supported image; the message says what is
   *     expected
   */
  static PageLogo read(Path path) {
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(AT_MOST + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    }
    if (content.length > AT_MOST) {
      throw new IllegalArgumentException("expected a file of at most 100 KB");
    }
    return new PageLogo(PageFile.of(PATH, type(content), content));
  }

  private static String type(byte[] content) {
    if (content.length > PNG.length && Arrays.equals(content, 0, PNG.length, PNG, 0, PNG.length)) {
      return "image/png";
    }
    if (SVG.matcher(new String(content, StandardCharsets.UTF_8)).lookingAt()) {
      return "image/svg+xml";
    }
    throw new IllegalArgumentException("expected an SVG or PNG file");
  }

  /** Returns the image. */
  Answer answer(Call call) {
    return file.answer(call).with(FieldNames.CONTENT_SECURITY_POLICY, POLICY);
  }

  @Override
  public String toString() {
    return file.type() + ", " + file.bytes() + " bytes";
  }
}
