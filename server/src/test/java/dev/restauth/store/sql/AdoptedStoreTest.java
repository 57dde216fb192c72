package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.Account;
import dev.restauth.account.Account.State;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.ForeignHashes;
import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.account.AdoptedAccountRows.Origin;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.adopt.AdoptedSourceRows;
import dev.restauth.adopt.HashSecretRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.token.TokenAcceptanceRows;
import dev.restauth.token.TokenAcceptanceRows.TokenAcceptance;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.OptionalAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Adopted accounts on every store. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class AdoptedStoreTest {
  private static final Instant THEN = Instant.parse("2013-11-28T20:04:15Z");
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  @AutoClose private Store store;
  private long source;

  @BeforeEach
  void open() throws SQLException {
    store = kind.fresh(folder).open();
    source = write(tx -> new AdoptedSourceRows(tx).findOrAdd("rest-auth", NOW));
  }

  @Test
  void adoptedAccountKeepsIdNameAndTimeAndNewIdsAreHigher() {
    Account adopted = adopt(Optional.of(47L), "o'brien", "sha1").orElseThrow();

    assertThat(adopted)
        .isEqualTo(
            new Account(
                47,
                "o'brien",
                Optional.of("hash of o'brien"),
                1,
                State.ACTIVE,
                THEN,
                Optional.of(source),
                0));
    assertFound(tx -> new AccountRows(tx).findById(47)).contains(adopted);
    assertThat(create("susan").id()).isEqualTo(48);
    assertThat(adopt(Optional.of(3L), "miguel", "sha1").orElseThrow().id()).isEqualTo(3);
    assertThat(create("anna").id()).isEqualTo(49);
    assertThat(adopt(Optional.empty(), "zoe", "sha1").orElseThrow().id()).isEqualTo(50);
    assertThat(read(tx -> new AccountRows(tx).findByUsername("anna")).orElseThrow().sourceId())
        .isEmpty();
  }

  @Test
  void adoptionOverwritesNoExistingNameIdOrKey() {
    long susan = create("susan").id();
    assertThat(adopt(Optional.of(7L), "susan", "sha1")).isEmpty();
    assertThat(adopt(Optional.of(susan), "miguel", "sha1")).isEmpty();
    assertThat(adopt(Optional.of(7L), "miguel", "sha1")).isPresent();
    assertThat(adopt(Optional.of(7L), "miguel", "sha1")).isEmpty();
    assertThat(adopt(Optional.empty(), "renamed", "key 7", "sha1")).isEmpty();

    assertThat(
            read(tx -> new AdoptedAccountRows(tx).findBySourceKey(source, "key 7"))
                .orElseThrow()
                .id())
        .isEqualTo(7);
    assertFound(tx -> new AdoptedAccountRows(tx).findBySourceKey(source + 1, "key 7")).isEmpty();
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void accountsWithoutPasswordAndDisabledAccountsAreAdopted() {
    NewAccount locked =
        new NewAccount(
            Optional.empty(),
            "locked",
            Optional.empty(),
            Optional.empty(),
            source,
            "x",
            Optional.of("locked@example.com"),
            false,
            THEN);
    Account made = write(tx -> new AdoptedAccountRows(tx).adopt(locked)).orElseThrow();

    assertThat(made.passwordHash()).isEmpty();
    assertThat(made.state()).isEqualTo(State.DISABLED);
    assertFound(tx -> new AccountRows(tx).findById(made.id())).contains(made);
    assertThat(origin(made))
        .contains(new Origin("rest-auth", Optional.of("x"), Optional.of("locked@example.com")));
    assertThat(origin(create("susan"))).isEmpty();
  }

  @Test
  void closingAnAccountDeletesItsEmailButNotItsOrigin() {
    NewAccount wanted =
        new NewAccount(
            Optional.of(5L),
            "miguel",
            Optional.of("hash"),
            Optional.of("sha1"),
            source,
            "5",
            Optional.of("miguel@example.com"),
            true,
            THEN);
    Account made = write(tx -> new AdoptedAccountRows(tx).adopt(wanted)).orElseThrow();
    write(tx -> new RevokingAccountRows(tx).close(made.id(), 1, made.username()));

    assertThat(origin(made)).contains(new Origin("rest-auth", Optional.of("5"), Optional.empty()));
    assertThat(foreignHashes()).isEmpty();
    Optional<Account> again = write(tx -> new AdoptedAccountRows(tx).adopt(wanted));
    assertThat(again).isEmpty();
  }

  @Test
  void countsForeignHashesByKind() {
    adopt(Optional.of(1L), "a", "sha1");
    adopt(Optional.of(2L), "b", "bcrypt 12");
    adopt(Optional.of(3L), "c", "sha1");
    adopt(Optional.of(4L), "d", "sha1");
    create("susan");

    assertThat(foreignHashes())
        .containsExactly(
            new ForeignHashes("bcrypt 12", 1, "hash of b"),
            new ForeignHashes("sha1", 3, "hash of a"));
    assertThat(ids("sha1", 0, 2)).containsExactly(1L, 3L);
    assertThat(ids("sha1", 3, 2)).containsExactly(4L);

    assertThat(replace(1, "hash of a", "ours", Optional.empty())).isTrue();
    assertThat(replace(3, "hash of c", "wrapped", Optional.of("w"))).isTrue();
    write(tx -> new RevokingAccountRows(tx).changePassword(4, 1, "changed"));
    assertThat(foreignHashes())
        .containsExactly(
            new ForeignHashes("bcrypt 12", 1, "hash of b"), new ForeignHashes("w", 1, "wrapped"));
  }

  @Test
  void newIdsBeginAfterAGap() {
    adopt(Optional.of(9L), "miguel", "sha1");
    write(tx -> startAbove(tx, 1_000));
    assertThat(create("susan").id()).isEqualTo(1_001);

    write(tx -> startAbove(tx, 500));
    write(tx -> startAbove(tx, 9));
    assertThat(create("anna").id()).isEqualTo(1_002);
    assertFound(tx -> new AccountRows(tx).findById(9)).isPresent();
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void acceptedLegacyTokensAreStored() {
    long again = write(tx -> new AdoptedSourceRows(tx).findOrAdd("rest-auth", NOW));
    assertThat(again).isEqualTo(source);
    assertFound(tx -> new AdoptedSourceRows(tx).find("rest-auth")).contains(source);
    assertFound(tx -> new AdoptedSourceRows(tx).find("other")).isEmpty();
    assertThat(acceptances()).isEmpty();

    accept("HS256", new byte[] {1}, THEN);
    accept("HS512", new byte[] {2, 3}, NOW);

    List<TokenAcceptance> acceptances = acceptances();
    assertThat(acceptances).hasSize(1);
    assertThat(acceptances.getFirst().sourceId()).isEqualTo(source);
    assertThat(acceptances.getFirst().algorithm()).isEqualTo("HS512");
    assertThat(acceptances.getFirst().sealedKey()).containsExactly(2, 3);
    assertThat(acceptances.getFirst().until()).isEqualTo(NOW);
  }

  @Test
  void firstSecretOfANameStays() {
    for (byte value = 1; value <= 2; value++) {
      byte[] sealed = {value};
      write(
          tx -> {
            new HashSecretRows(tx).add("pepper", sealed);
            return true;
          });
    }
    assertThat(read(tx -> new HashSecretRows(tx).all()).get("pepper")).containsExactly(1);

    write(
        tx -> {
          new HashSecretRows(tx).add("salt", new byte[] {3});
          new HashSecretRows(tx).reseal("pepper", new byte[] {7});
          return true;
        });
    assertThat(read(tx -> new HashSecretRows(tx).all()).get("pepper")).containsExactly(7);
    assertThat(read(tx -> new HashSecretRows(tx).all()).get("salt")).containsExactly(3);
  }

  private void accept(String algorithm, byte[] key, Instant until) {
    write(
        tx -> {
          new TokenAcceptanceRows(tx).accept(new TokenAcceptance(source, algorithm, key, until));
          return true;
        });
  }

  private static boolean startAbove(Transaction tx, long id) {
    new AdoptedAccountRows(tx).startIdsAbove(id);
    return true;
  }

  private List<Long> ids(String foreignKind, long afterId, long atMost) {
    return read(tx -> new AdoptedAccountRows(tx).withForeignHash(foreignKind, afterId, atMost))
        .stream()
        .map(Account::id)
        .toList();
  }

  private Optional<Origin> origin(Account account) {
    return read(tx -> new AdoptedAccountRows(tx).origin(account.id()));
  }

  private <T> OptionalAssert<T> assertFound(Function<Transaction, Optional<T>> look) {
    Optional<T> found = read(look);
    return assertThat(found);
  }

  private long count() {
    return read(tx -> new AdoptedAccountRows(tx).count());
  }

  private List<ForeignHashes> foreignHashes() {
    return read(tx -> new AdoptedAccountRows(tx).foreignHashes());
  }

  private List<TokenAcceptance> acceptances() {
    return read(tx -> new TokenAcceptanceRows(tx).acceptances());
  }

  private boolean replace(long id, String known, String hash, Optional<String> foreignKind) {
    return write(tx -> new AccountRows(tx).replaceHash(id, known, hash, foreignKind));
  }

  private Account create(String name) {
    return write(tx -> new AccountRows(tx).create(name, "hash of " + name, NOW)).orElseThrow();
  }

  private Optional<Account> adopt(Optional<Long> id, String name, String foreignKind) {
    String key = id.map(number -> "key " + number).orElse(name);
    return adopt(id, name, key, foreignKind);
  }

  private Optional<Account> adopt(Optional<Long> id, String name, String key, String foreignKind) {
    NewAccount wanted =
        new NewAccount(
            id,
            name,
            Optional.of("hash of " + name),
            Optional.of(foreignKind),
            source,
            key,
            Optional.empty(),
            true,
            THEN);
    return write(tx -> new AdoptedAccountRows(tx).adopt(wanted));
  }

  private <T> T write(Function<Transaction, T> work) {
    return store.inTransaction(work);
  }

  private <T> T read(Function<Transaction, T> work) {
    return store.reading(work);
  }
}
