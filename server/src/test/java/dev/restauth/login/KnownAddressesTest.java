package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.store.Store;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the addresses of log-ins are stored. */
class KnownAddressesTest {
  private static final Duration A_MICROSECOND = Duration.ofNanos(1_000);

  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  private Store store;
  private KnownAddresses addresses;
  private Account miguel;

  @BeforeEach
  void open() {
    store = new SqliteDatabase(folder.resolve("restauth.sqlite"), clock).open();
    addresses = new KnownAddresses(store, KeyedDigest.ofThisProcess(), clock);
    miguel =
        store
            .inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()))
            .orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Optional<Instant> seenAt(String source) {
    return store.reading(tx -> addresses.seenAt(tx, "miguel", source));
  }

  private void logIn() {
    addresses.recordLogin(miguel, "home", seenAt("home"));
  }

  @Test
  void isWrittenOnceADay() {
    assertThat(seenAt("home")).isEmpty();
    Instant first = clock.instant();
    logIn();
    assertThat(seenAt("home")).contains(first);
    assertThat(seenAt("office")).isEmpty();

    clock.move(Duration.ofDays(1).minus(A_MICROSECOND));
    logIn();
    assertThat(seenAt("home")).contains(first);
    clock.move(A_MICROSECOND);
    logIn();
    assertThat(seenAt("home")).contains(clock.instant());
  }

  @Test
  void isKnownForNinetyDays() {
    logIn();
    clock.move(Duration.ofDays(90));
    assertThat(seenAt("home")).isPresent();
    clock.move(A_MICROSECOND);
    assertThat(seenAt("home")).isEmpty();
  }
}
