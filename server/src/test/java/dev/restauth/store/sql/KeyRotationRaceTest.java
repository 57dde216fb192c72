package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.crypto.MasterKey;
import dev.restauth.event.Actor;
import dev.restauth.event.EventList;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.token.AdoptedTokenKey;
import dev.restauth.token.KeyRotation;
import dev.restauth.token.SigningAlgorithm;
import dev.restauth.token.SigningKeyRows;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import dev.restauth.token.SigningKeys;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Concurrent operations on signing keys, as on several servers (nodes) with one database. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class KeyRotationRaceTest {
  private static final int RACERS = 8;
  private static final MasterKey KEY = MasterKey.generate();
  private static final MasterKey NEXT_KEY = MasterKey.generate();

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  @AutoClose private Store store;

  @BeforeEach
  void open() throws SQLException {
    store = kind.fresh(folder).open();
  }

  @Test
  void onlyOneFirstKeyIsCreated() throws Exception {
    race(node -> node.rotation.begin());

    assertThat(keys()).hasSize(1);
  }

  @Test
  void onlyOneNextKeyIsCreated() throws Exception {
    new Node(Duration.ofHours(1)).rotation.begin();

    // All nodes find that a rotation is due.
    race(node -> node.rotation.maintain());

    assertThat(keys()).hasSize(2);
  }

  @Test
  void onlyOneReplacementForARevokedKeyIsCreated() throws Exception {
    new Node(Duration.ofHours(1)).rotation.begin();
    String kid = keys().getFirst().kid();

    race(node -> node.rotation.revoke(kid, Actor.operator(Optional.empty())));

    assertThat(keys()).hasSize(1).extracting(SigningKeyRow::kid).doesNotContain(kid);
  }

  @Test
  void nothingIsSealedUnderAnOldMasterKey() throws Exception {
    new Node(Duration.ofHours(1)).rotation.begin();

    List<Callable<Void>> works = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      Node node = new Node(Duration.ofHours(1));
      works.add(
          i == RACERS / 2
              ? () -> done(node.vault.rewrap((_, _) -> {}))
              : () -> done(node.rotation.rotate(true, Actor.operator(Optional.empty()))));
    }
    runTogether(works);

    MasterKeys next = storage(NEXT_KEY, Optional.empty());
    Vault vault = new Vault(next, store, List.of());
    assertThat(keys()).hasSizeGreaterThan(1);
    assertThat(SigningKeys.SEALED.check().check(store, vault)).isEmpty();
  }

  @Test
  void masterKeyIsChangedOnlyOnce() throws Exception {
    new Node(Duration.ofHours(1)).rotation.begin();

    List<Node> moved = Collections.synchronizedList(new ArrayList<>());
    race(
        node -> {
          try {
            if (node.vault.rewrap((_, _) -> {}) instanceof Vault.Outcome.Moved) {
              moved.add(node);
            }
          } catch (StoreRefusedException e) {
            assertThat(e).hasMessageStartingWith("another process has moved the database");
          }
        });

    assertThat(moved).hasSize(1);
    Vault next = new Vault(storage(NEXT_KEY, Optional.empty()), store, List.of());
    assertThat(SigningKeys.SEALED.check().check(store, next)).isEmpty();
  }

  private List<SigningKeyRow> keys() {
    return store.reading(tx -> new SigningKeyRows(tx).all());
  }

  private interface Work {
    void with(Node node);
  }

  private void race(Work work) throws Exception {
    List<Callable<Void>> works = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      Node node = new Node(Duration.ofMinutes(5));
      works.add(
          () -> {
            work.with(node);
            return null;
          });
    }
    runTogether(works);
  }

  private static void runTogether(List<Callable<Void>> works) throws Exception {
    CyclicBarrier together = new CyclicBarrier(works.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(works.size())) {
      List<Future<Void>> running = new ArrayList<>();
      for (Callable<Void> work : works) {
        running.add(
            threads.submit(
                () -> {
                  together.await();
                  return work.call();
                }));
      }
      for (Future<Void> each : running) {
        each.get();
      }
    }
  }

  private static Void done(Object outcome) {
    assertThat(outcome).isNotNull();
    return null;
  }

  private MasterKeys storage(MasterKey key, Optional<MasterKey> previous) {
    return new MasterKeys(folder, Optional.of(() -> key), previous.map(before -> () -> before));
  }

  /** The objects of one server. */
  private final class Node {
    final Vault vault;
    final KeyRotation rotation;

    Node(Duration rotation) {
      boolean bound =
          store.<Boolean>reading(tx -> tx.properties().find("master_key_id").isPresent());
      vault =
          new Vault(
              bound ? storage(NEXT_KEY, Optional.of(KEY)) : storage(KEY, Optional.empty()),
              store,
              List.of(SigningKeys.SEALED, AdoptedTokenKey.SEALED));
      this.rotation =
          new KeyRotation(
              store,
              vault,
              new KeyRotation.Policy(SigningAlgorithm.ES256, rotation, Duration.ofMinutes(10)),
              new EventList());
    }
  }
}
