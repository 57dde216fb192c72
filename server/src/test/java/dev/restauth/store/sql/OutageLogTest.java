package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OutageLogTest {
  @AutoClose private final LogCatcher log = new LogCatcher(OutageLog.class);
  private final OutageLog outage = new OutageLog("writing");

  @Test
  void outageIsLoggedOnceHoweverManyCallsAreRefused() {
    for (int i = 0; i < 1_000; i++) {
      fail("the disk is full", 10);
    }
    outage.succeeded();
    outage.succeeded();

    assertThat(log.all())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("SEVERE writing is not possible: the disk is full\njava.sql."),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "INFO writing is possible again, after 0 s, 10000 refused; the cause"
                            + " was: the disk is full"));
  }

  @Test
  void anotherCauseIsLogged() {
    fail("the disk is full", 1);
    fail("the disk is read-only", 1);
    fail("the disk is read-only", 1);

    assertThat(log.all()).hasSize(2);
    assertThat(log.all().getLast().lines().findFirst().orElseThrow())
        .contains("2 refused")
        .endsWith("the disk is read-only");
  }

  @Test
  void successWithoutAnOutageIsNotLogged() {
    outage.succeeded();

    assertThat(log.all()).isEmpty();
  }

  @Test
  void alternatingFailuresDoNotFillTheLog() {
    for (int i = 0; i < 1_000; i++) {
      fail("the disk is full", 1);
      outage.succeeded();
    }

    assertThat(log.all()).hasSize(12);
  }

  private void fail(String reason, int failed) {
    var _ = outage.failed(reason, new SQLException(), failed);
  }
}
