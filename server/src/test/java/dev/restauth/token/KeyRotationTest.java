package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys in memory are after changes that others made, or that nobody is sure of. */
class KeyRotationTest {
  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  @AutoClose private DoubtfulStore store;
  private KeyRotation rotation;
  private SigningKeys keys;

  @BeforeEach
  void open() {
    Path file = folder.resolve("restauth.sqlite");
    store = new DoubtfulStore(new SqliteDatabase(file, clock).open());
    rotation = rotation(SigningAlgorithm.ES256);
    rotation.begin();
    keys = new SigningKeys(store, vault(), clock);
    keys.reload();
    rotation.follow(keys::reload);
  }

  private KeyRotation rotation(SigningAlgorithm algorithm) {
    return new KeyRotation(
        store,
        vault(),
        new KeyRotation.Policy(algorithm, Duration.ofDays(90), Duration.ofMinutes(10)));
  }

  private Vault vault() {
    return new Vault(MasterKeys.in(folder), store, List.of());
  }

  @Test
  void forgetsAKeyWhoseRevocationMayHaveBeenCommitted() {
    String kid = keys.current().kid();
    store.failing(true);

    assertThatThrownBy(() -> rotation.revoke(kid)).isInstanceOf(StoreUnavailableException.class);

    assertThat(keys.holds(kid)).isFalse();
    assertThat(keys.find(kid)).isEmpty();
    assertThat(keys.current().kid()).isNotEqualTo(kid);
  }

  @Test
  void hearsWithinAMinuteWhatAnotherProcessDid() {
    String kid = keys.current().kid();
    rotation(SigningAlgorithm.ED25519).revoke(kid);
    assertThat(keys.holds(kid)).isTrue();

    rotation.tend();

    assertThat(keys.holds(kid)).isFalse();
    assertThat(keys.current().algorithm()).isEqualTo(SigningAlgorithm.ED25519.jws());
  }

  @Test
  void keepsKeysInMemoryAcrossAMoveToAnotherMasterKey() {
    SigningKey before = keys.current();
    new Vault(MasterKeys.in(folder), store, List.of(SigningKeys.SEALED)).rewrap();

    keys.reload();

    assertThat(keys.current()).isSameAs(before);
    assertThat(SigningKeys.SEALED.check().check(store, vault())).isEmpty();
  }
}
