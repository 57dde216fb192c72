package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogCatcherTest {
  private static final Logger ABOVE = Logger.getLogger("catcher");
  private static final Logger LOGGER = Logger.getLogger("catcher.below");

  @Test
  void catchesEventsOfALoggerAndItsChildrenWithExceptions() throws Exception {
    try (LogCatcher above = new LogCatcher("catcher");
        LogCatcher below = new LogCatcher("catcher.below")) {
      LOGGER.log(Level.FINEST, "it''s {1} on {0}", new Object[] {50_000, "up"});
      ABOVE.log(Level.WARNING, "odd", new IllegalStateException("on purpose"));

      assertThat(below.all()).containsExactly("FINEST it''s up on 50000");
      assertThat(above.levels()).containsExactly("FINEST", "WARNING");
      assertThat(above.next()).isEqualTo("FINEST it''s up on 50000");
      assertThat(above.next())
          .startsWith("WARNING odd\njava.lang.IllegalStateException: on purpose\n")
          .contains("LogCatcherTest.catchesEvents");
      assertThat(above.all()).isEmpty();
    }
  }

  @Test
  void restoresALoggerWhenTheLastCatcherIsClosedInAnyOrder() {
    LOGGER.setLevel(Level.SEVERE);
    LogCatcher first = new LogCatcher("catcher.below");
    LogCatcher second = new LogCatcher("catcher.below");
    first.close();
    first.close();
    LOGGER.fine("for the second");
    second.close();
    LOGGER.severe("for nobody");

    assertThat(first.all()).isEmpty();
    assertThat(second.all()).containsExactly("FINE for the second");
    assertThat(LOGGER.getLevel()).isEqualTo(Level.SEVERE);
    assertThat(LOGGER.getHandlers()).isEmpty();
    LOGGER.setLevel(null);
  }

  @Test
  void catcherOfWarningsLowersNoLevel() {
    Level before = Logger.getLogger("").getLevel();
    try (LogCatcher warnings = LogCatcher.ofWarnings();
        LogCatcher all = new LogCatcher("catcher")) {
      LOGGER.info("nothing");
      LOGGER.warning("something");

      assertThat(all.levels()).containsExactly("INFO", "WARNING");
      assertThat(warnings.takeAll()).containsExactly("catcher.below: WARNING something");
      assertThat(warnings.takeAll()).isEmpty();
    }
    assertThat(Logger.getLogger("").getLevel()).isEqualTo(before);
  }
}
