package dev.restauth;

import dev.restauth.config.ConfigLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The run that the virtual machine learns from (launcher/train): the program, and a start before it. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Starts in an empty folder and ends at once, so that it learns how a database is made; then does what
   * {@link Main} does, with the database that is there now, as nearly every start finds it.
   *
   * @param arguments the command line, as for {@link Main}
   */
  public static void main(String[] arguments) {
    var config =
        ConfigLoader.load(
            Map.of("port", "0", "data", "data"), Map.of(), Path.of("").toAbsolutePath());
    Main.start(config, InstantSource.system()).close();
    Main.main(arguments);
  }
}
