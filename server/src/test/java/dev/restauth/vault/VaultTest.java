package dev.restauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  @TempDir Path folder;

  @AutoClose private DoubtfulStore store;

  @BeforeEach
  void open() {
    Path file = folder.resolve("restauth.sqlite");
    store = new DoubtfulStore(TestDatabase.sqlite(file, InstantSource.system()).open());
  }

  private Vault vault() {
    return new Vault(MasterKeys.in(folder), store, List.of());
  }

  private static byte[] sealed(Vault vault, Store store) {
    return store.inTransaction(tx -> vault.sealing(tx).seal(SECRET, "x"));
  }

  @Test
  void createsNothingBeforeFirstUse() {
    vault();
    assertThat(folder.resolve("master.key")).doesNotExist();
    assertThat(KeyBinding.find(store)).isEmpty();

    Vault vault = vault();
    byte[] sealed = sealed(vault, store);
    assertThat(vault().open(sealed, "x")).isEqualTo(SECRET);
    assertThat(KeyBinding.find(store).orElseThrow().matches(key())).isTrue();
  }

  /** Two processes start simultaneously on a new database, with different keys. */
  @Test
  void refusesTheKeyOfTheSecondProcess() {
    Vault first = given(store, "1");
    Vault second =
        given(
            new Store() {
              @Override
              public <T> T inTransaction(Function<Transaction, T> work) {
                first.prepare();
                return store.inTransaction(work);
              }

              @Override
              public <T> T reading(Function<Transaction, T> work) {
                return store.reading(work);
              }

              @Override
              public void confirmInPlace() {}

              @Override
              public void close() {}
            },
            "2");

    assertThatThrownBy(second::prepare)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("wrong master key: the database was made with key ");
    first.prepare();
  }

  private Vault given(Store on, String byteOfKey) {
    String key = Base64.getEncoder().encodeToString(byteOfKey.repeat(32).getBytes(UTF_8));
    return new Vault(
        new MasterKeys(folder, Optional.of(() -> MasterKey.parse(key)), Optional.empty()),
        on,
        List.of());
  }

  @Test
  void digestsDoNotDependOnTheMasterKey() {
    Vault vault = vault();
    vault.prepare();
    byte[] before = vault.digest("purpose").of(SECRET);
    assertThat(vault().digest("purpose").of(SECRET)).isEqualTo(before);
    assertThat(vault.digest("another").of(SECRET)).isNotEqualTo(before);

    vault.rewrap((_, _) -> {});

    assertThat(vault.digest("purpose").of(SECRET)).isEqualTo(before);
    assertThat(vault().digest("purpose").of(SECRET)).isEqualTo(before);
  }

  @Test
  void opensBothDuringAMoveAndOnlyTheNewOneAfterARestart() {
    Vault vault = vault();
    byte[] before = sealed(vault, store);
    vault.rewrap((_, _) -> {});
    byte[] after = sealed(vault, store);

    // A reader may have read the first value before the key changed, and open it afterwards.
    assertThat(vault.open(before, "x")).isEqualTo(SECRET);
    assertThat(vault.open(after, "x")).isEqualTo(SECRET);
    assertThat(vault().open(after, "x")).isEqualTo(SECRET);
    assertThatThrownBy(() -> vault().open(before, "x")).isInstanceOf(UnsealFailedException.class);
  }

  @Test
  void losesNoKeyIfTheOutcomeOfTheMoveIsUnknown() {
    Vault vault = vault();
    vault.prepare();
    MasterKey old = key();
    byte[] digest = vault.digest("purpose").of(SECRET);
    store.failing(true);
    assertThatThrownBy(() -> vault.rewrap((_, _) -> {}))
        .isInstanceOf(StoreUnavailableException.class);
    store.failing(false);

    byte[] sealed = sealed(vault, store);
    assertThat(vault.open(sealed, "x")).isEqualTo(SECRET);
    KeyBinding bound = KeyBinding.find(store).orElseThrow();
    assertThat(bound.matches(old)).as("the database has moved").isFalse();
    assertThat(vault().open(sealed, "x")).isEqualTo(SECRET);
    assertThat(bound.matches(key())).as("the next start settles the files").isTrue();
    assertThat(vault().digest("purpose").of(SECRET)).isEqualTo(digest);
    assertThat(Files.exists(folder.resolve("master.key." + old.keyId()))).isTrue();
  }

  @Test
  void movesAgainAfterAMoveWithUnsettledFiles() {
    Vault vault = vault();
    vault.prepare();
    store.failing(true);
    assertThatThrownBy(() -> vault.rewrap((_, _) -> {}))
        .isInstanceOf(StoreUnavailableException.class);
    store.failing(false);

    assertThat(vault.rewrap((_, _) -> {})).isInstanceOf(Vault.Outcome.Moved.class);

    assertThat(KeyBinding.find(store).orElseThrow().matches(key())).isTrue();
    assertThat(folder.resolve("master.key.new")).doesNotExist();
    byte[] sealed = sealed(vault(), store);
    assertThat(vault.open(sealed, "x")).isEqualTo(SECRET);
  }

  @Test
  void readsNoFileOutsideTheFolderForAForeignKeyId() {
    vault().prepare();
    store.inTransaction(
        tx ->
            tx.properties()
                .replace("master_key_id", key().keyId(), "/../../" + folder.getFileName()));

    assertThatThrownBy(() -> vault().prepare()).hasMessageStartingWith("wrong master key");
  }

  private MasterKey key() {
    return MasterKey.load(folder.resolve("master.key"));
  }
}
