package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time for which a revoked session stays in memory. */
class RevocationsTest {
  private static final Instant EARLIER = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant LATER = EARLIER.plusSeconds(1);

  @TempDir Path folder;

  @AutoClose private Store store;
  private Revocations revocations;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), InstantSource.system()).open();
    revocations = new Revocations();
    revocations.reload(store);
  }

  /** Some of the session's tokens may be valid until the later time. */
  @Test
  void storeTheLaterExpiryInAnyOrder() {
    revocations.add("ascending", EARLIER);
    revocations.add("ascending", LATER);
    revocations.add("descending", LATER);
    revocations.add("descending", EARLIER);
    revocations.add("once", EARLIER);

    revocations.removeExpired(EARLIER);
    assertThat(revocations.contains("ascending")).isTrue();
    assertThat(revocations.contains("descending")).isTrue();
    assertThat(revocations.contains("once")).isFalse();

    revocations.removeExpired(LATER);
    assertThat(revocations.contains("ascending")).isFalse();
    assertThat(revocations.contains("descending")).isFalse();
  }
}
