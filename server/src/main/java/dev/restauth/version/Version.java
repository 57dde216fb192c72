package dev.restauth.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this program. {@code restauth --version}, the first log line and the OpenAPI document
 * take it from here, so that they cannot differ.
 *
 * @param number as in the name of the jar and in CHANGELOG.md, such as {@code 0.4.0}
 * @param commit the one that it was built from, abbreviated; {@code -dirty} at its end if files had been
 *     changed, {@code unknown} if the sources lay in no clone of the repository
 */
public record Version(String number, String commit) {
  private static final String RESOURCE = "version.properties";

  /** Of this program. */
  public static final Version OURS = read();

  private static Version read() {
    try (InputStream stream = Version.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is missing in the program");
      }
      Properties written = new Properties();
      written.load(stream);
      return new Version(written.getProperty("version"), written.getProperty("commit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For people: the name of the program, and both. */
  @Override
  public String toString() {
    return "REST-auth " + number + " (commit " + commit + ")";
  }
}
