package dev.restauth.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this program. {@code restauth --version}, the first log line and the OpenAPI
 * document all use this value, so that they cannot differ.
 *
 * @param number the version number, as in the name of the jar and in CHANGELOG.md, such as {@code
 *     0.5.0}
 * @param commit the abbreviated hash of the commit from which the program was built. It ends with
 *     {@code -dirty} if files were changed since the commit. It is {@code unknown} if the program
 *     was not built in a clone of the repository
 */
public record Version(String number, String commit) {
  private static final String RESOURCE = "version.properties";

  /** The version of this program. */
  public static final Version OURS = read();

  private static Version read() {
    try (InputStream stream = Version.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is missing in the program");
      }
      Properties properties = new Properties();
      properties.load(stream);
      return new Version(properties.getProperty("version"), properties.getProperty("commit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the name of the program with its version and commit, for people. */
  @Override
  public String toString() {
    return "REST-auth " + number + " (commit " + commit + ")";
  }
}
