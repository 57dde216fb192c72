package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.event.EventList;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time for which the addresses of log-ins are stored, and the networks that count as new. */
class KnownAddressesTest {
  private static final Duration A_MICROSECOND = Duration.ofNanos(1_000);
  private static final String HOME = "192.0.2.1";
  private static final String OFFICE = "198.51.100.1";

  private final SetClock clock = new SetClock();
  private final List<String> told = new ArrayList<>();

  @TempDir Path folder;

  private Store store;
  private KnownAddresses addresses;
  private Account miguel;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    addresses =
        new KnownAddresses(
            store,
            KeyedDigest.ofThisProcess(),
            (tx, account, network) -> told.add(account.username() + " " + network),
            new LoginEvents(new EventList()),
            clock);
    miguel =
        store
            .inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()))
            .orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static HashRequest from(String address) {
    return HashRequest.fromClient(Priority.OTHER, InetAddress.ofLiteral(address), () -> false);
  }

  private Optional<Instant> seenAt(String address) {
    return store.reading(tx -> addresses.seenAt(tx, "miguel", from(address).source()));
  }

  private void logIn(String address) {
    addresses.recordLogin(miguel, from(address), seenAt(address));
  }

  @Test
  void isWrittenOnceADay() {
    assertThat(seenAt(HOME)).isEmpty();
    Instant first = clock.instant();
    logIn(HOME);
    assertThat(seenAt(HOME)).contains(first);
    assertThat(seenAt(OFFICE)).isEmpty();

    clock.move(Duration.ofDays(1).minus(A_MICROSECOND));
    logIn(HOME);
    assertThat(seenAt(HOME)).contains(first);
    clock.move(A_MICROSECOND);
    logIn(HOME);
    assertThat(seenAt(HOME)).contains(clock.instant());
  }

  @Test
  void isKnownForNinetyDays() {
    logIn(HOME);
    clock.move(Duration.ofDays(90));
    assertThat(seenAt(HOME)).isPresent();
    clock.move(A_MICROSECOND);
    assertThat(seenAt(HOME)).isEmpty();
  }

  /**
   * Maintenance removes the address, because there may never be another log-in of the same account.
   */
  @Test
  void isRemovedAfterNinetyDaysWithoutAnotherLogIn() {
    KnownAddressPurge purge = new KnownAddressPurge(store);
    logIn(HOME);
    clock.move(Duration.ofDays(90));
    assertThat(purge.removeSome()).isFalse();
    assertThat(hasRows(miguel)).isTrue();

    clock.move(A_MICROSECOND);
    assertThat(purge.removeSome()).isFalse();
    assertThat(hasRows(miguel)).isFalse();
    assertThat(purge.removeSome()).as("without any").isFalse();
  }

  @Test
  void theAddressesOfAllAccountsHaveTheirTurn() {
    List<Account> accounts =
        IntStream.range(0, 2_500)
            .mapToObj(
                i ->
                    store.<Optional<Account>>inTransaction(
                        tx -> new AccountRows(tx).create("name" + i, "hash", clock.instant())))
            .map(Optional::orElseThrow)
            .toList();
    accounts.forEach(account -> addresses.recordLogin(account, from(HOME), Optional.empty()));
    clock.move(Duration.ofDays(91));
    KnownAddressPurge purge = new KnownAddressPurge(store);

    assertThat(purge.removeSome()).isFalse();
    assertThat(accounts.stream().filter(this::hasRows).count()).isBetween(1_500L, 2_499L);
    for (int i = 0; i < 4; i++) {
      assertThat(purge.removeSome()).isFalse();
    }
    assertThat(accounts).noneMatch(this::hasRows);
  }

  private boolean hasRows(Account account) {
    return store.reading(tx -> new KnownAddressRows(tx).hasAny(account.id(), Instant.EPOCH));
  }

  @Test
  void aNetworkIsNewIfAnotherWasUsedBefore() {
    logIn(HOME);
    logIn("192.0.2.200");
    assertThat(told).isEmpty();
    logIn(OFFICE);
    logIn("198.51.100.77");
    logIn(OFFICE);
    logIn("2001:db8:1:2::3");
    logIn("2001:db8:1:ffff::3");
    assertThat(told).containsExactly("miguel 198.51.100.0/24", "miguel 2001:db8:1::/48");
    assertThat(addresses.isRecent(miguel, from(OFFICE).source())).isTrue();

    clock.move(Duration.ofDays(60));
    logIn("198.51.100.99"); // the network is still stored
    clock.move(Duration.ofDays(60));
    logIn("198.51.100.100");
    assertThat(told).hasSize(2);
    assertThat(addresses.isRecent(miguel, from(OFFICE).source())).isFalse();
    logIn(HOME); // the address was not used for 120 days
    assertThat(told).hasSize(3);
  }

  @Test
  void isNotNewForAnAccountThatWasUnusedOrHasChanged() {
    logIn(HOME);
    clock.move(Duration.ofDays(91));
    logIn(OFFICE);
    assertThat(told).isEmpty();
    store.inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(miguel.id(), 1));
    logIn(HOME);
    assertThat(told).isEmpty();
  }
}
