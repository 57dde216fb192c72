package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.event.Actor;
import dev.restauth.event.EventList;
import dev.restauth.feature.NotifyingStores;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in memory after changes by other processes, or after a commit with an uncertain outcome. */
class KeyRotationTest {
  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  @AutoClose private DoubtfulStore store;
  private final EventList events = new EventList();
  private KeyRotation rotation;
  private SigningKeys keys;

  @BeforeEach
  void open() {
    Path file = folder.resolve("restauth.sqlite");
    store = new DoubtfulStore(TestDatabase.sqlite(file, clock).open());
    keys = new SigningKeys(store, vault(), clock);
    rotation = rotation(SigningAlgorithm.ES256);
    rotation.begin();
  }

  private KeyRotation rotation(SigningAlgorithm algorithm) {
    return new KeyRotation(
        NotifyingStores.of(store, _ -> keys.reload()),
        vault(),
        new KeyRotation.Policy(algorithm, Duration.ofDays(90), Duration.ofMinutes(10)),
        events);
  }

  private Vault vault() {
    return new Vault(MasterKeys.in(folder), store, List.of());
  }

  @Test
  void keyIsDroppedIfItsRevocationMayHaveBeenCommitted() {
    String kid = keys.current().kid();
    store.failing(true);

    assertThatThrownBy(() -> rotation.revoke(kid, Actor.operator(Optional.empty())))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(keys.holds(kid)).isFalse();
    assertThat(keys.find(kid)).isEmpty();
    assertThat(keys.current().kid()).isNotEqualTo(kid);
  }

  @Test
  void changesOfOtherProcessesAreReadWithinAMinute() {
    KeyFeature feature =
        new KeyFeature(TestServer.config(folder, Map.of()), store, vault(), new EventList(), clock);
    feature.begin();
    keys = feature.keys();
    String kid = keys.current().kid();
    SigningKeys remembered = keys;
    keys = new SigningKeys(store, vault(), clock); // the keys of the other process
    rotation(SigningAlgorithm.ED25519).revoke(kid, Actor.operator(Optional.empty()));
    keys = remembered;
    assertThat(keys.holds(kid)).isTrue();

    feature.maintenanceTasks().forEach(task -> assertThat(task.work().getAsBoolean()).isFalse());

    assertThat(keys.holds(kid)).isFalse();
    assertThat(keys.current().algorithm()).isEqualTo(SigningAlgorithm.ED25519.jws());
  }

  @Test
  void eventNamesTheOperatorOnlyIfSomethingChanged() {
    events.all().clear();
    String next = rotation.rotate(false, Actor.operator(Optional.empty())).kid();
    assertThat(events.all()).singleElement().asString().contains("SIGNING_KEY_PUBLISHED", next);
    events.all().clear();
    assertThat(rotation.rotate(false, Actor.operator(Optional.empty())).kid()).isEqualTo(next);
    assertThat(events.all()).isEmpty();
    assertThat(rotation.rotate(true, Actor.operator(Optional.empty())).kid()).isEqualTo(next);
    assertThat(events.all()).singleElement().asString().contains("SIGNING_KEY_PUBLISHED", next);
  }

  @Test
  void keepsKeysInMemoryAcrossAMoveToAnotherMasterKey() {
    SigningKey before = keys.current();
    new Vault(MasterKeys.in(folder), store, List.of(SigningKeys.SEALED)).rewrap((_, _) -> {});

    keys.reload();

    assertThat(keys.current()).isSameAs(before);
    assertThat(SigningKeys.SEALED.check().check(store, vault())).isEmpty();
  }
}
