package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final Logger logger = Logger.getLogger(Outage.class.getName());
  private final List<LogRecord> lines = new ArrayList<>();
  private final Outage outage = new Outage("writing");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          lines.add(event);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void tellsOnceHoweverManyAreRefused() {
    for (int i = 0; i < 1_000; i++) {
      fail("the disk is full", 10);
    }
    outage.over();
    outage.over();

    assertThat(lines).extracting(LogRecord::getLevel).containsExactly(Level.SEVERE, Level.INFO);
    assertThat(lines.getFirst().getMessage())
        .isEqualTo("writing is not possible: the disk is full");
    assertThat(lines.getLast().getMessage())
        .isEqualTo(
            "writing is possible again, after 0 s, 10000 refused; it was not, because the disk is full");
  }

  @Test
  void tellsAnotherCause() {
    fail("the disk is full", 1);
    fail("the disk is read-only", 1);
    fail("the disk is read-only", 1);

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast().getMessage())
        .contains("2 refused")
        .endsWith("the disk is read-only");
  }

  @Test
  void isQuietWhereAllIsWell() {
    outage.over();

    assertThat(lines).isEmpty();
  }

  @Test
  void doesNotFillTheLogWhereItFailsAndWorksInTurns() {
    for (int i = 0; i < 1_000; i++) {
      fail("the disk is full", 1);
      outage.over();
    }

    assertThat(lines).hasSize(12);
  }

  private void fail(String reason, int failed) {
    var _ = outage.began(reason, new SQLException(), failed);
  }
}
