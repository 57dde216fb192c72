package dev.restauth.servicekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Actor;
import dev.restauth.event.EventList;
import dev.restauth.feature.NotifyingStores;
import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import dev.restauth.servicekey.ServiceKeys.Change;
import dev.restauth.servicekey.ServiceKeys.Creation;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceKeysTest {
  private static final Actor OPERATOR = Actor.operator(Optional.empty());

  private static final Set<Scope> INTROSPECT = EnumSet.of(Scope.TOKENS_INTROSPECT);

  private final SetClock clock = new SetClock();
  @TempDir private Path folder;
  @AutoClose private DoubtfulStore store;
  private ServiceKeys keys;

  @BeforeEach
  void open() {
    store = new DoubtfulStore(TestDatabase.sqlite(folder.resolve("keys.sqlite"), clock).open());
    keys = new ServiceKeys(NotifyingStores.of(store, _ -> keys.invalidate()), new EventList());
  }

  @Test
  void newKeyIsAcceptedAndOnlyItsDigestIsStored() {
    String secret = create("shop-api");

    ServiceKey known = keys.check(secret, Optional.empty()).orElseThrow();
    assertThat(known)
        .isEqualTo(new ServiceKey("shop-api", List.of("tokens:introspect"), true, clock.instant()));
    List<ServiceKeyRow> stored = store.reading(tx -> new ServiceKeyRows(tx).all());
    assertThat(stored)
        .singleElement()
        .satisfies(row -> assertThat(row.digest()).isEqualTo(Sha256.of(secret)));
    assertThat(keys.check(SecretText.SERVICE_KEY.next(), Optional.empty())).isEmpty();
    assertThat(keys.check(secret.substring(1), Optional.empty())).isEmpty();
    assertThat(keys.check(SecretText.REFRESH_TOKEN.next(), Optional.empty())).isEmpty();
    assertThat(keys.check("", Optional.empty())).isEmpty();
  }

  @Test
  void keyIsAcceptedOnlyWithItsOwnName() {
    String shop = create("shop-api");
    create("other");

    assertThat(keys.check(shop, Optional.of("shop-api"))).isPresent();
    for (String name : new String[] {"other", "Shop-api", "shop-api ", "", "nobody"}) {
      assertThat(keys.check(shop, Optional.of(name))).as(name).isEmpty();
    }
  }

  @Test
  void readsTheStoreOnceForManyChecks() {
    String secret = create("shop-api");
    assertThat(keys.check(secret, Optional.empty())).isPresent();
    store.failing(true);
    // The store commits the change and then reports a failure, so the server must not accept the
    // key.
    assertThatThrownBy(() -> keys.disable("shop-api", OPERATOR))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(keys.check(secret, Optional.empty())).isEmpty();
    store.failing(false);
    assertThat(keys.enable("shop-api", OPERATOR)).isInstanceOf(Change.Changed.class);
    assertThat(keys.check(secret, Optional.empty())).isPresent();
    store.close();

    assertThat(keys.check(secret, Optional.empty())).isPresent();
    keys.invalidate();
    assertThatThrownBy(() -> keys.check(secret, Optional.empty()))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void onlyEnabledKeysAreAccepted() {
    String secret = create("shop-api");

    assertThat(keys.disable("shop-api", OPERATOR)).isInstanceOf(Change.Changed.class);
    assertThat(keys.check(secret, Optional.empty())).isEmpty();
    assertThat(keys.disable("shop-api", OPERATOR)).isInstanceOf(Change.Unchanged.class);
    assertThat(keys.enable("shop-api", OPERATOR)).isInstanceOf(Change.Changed.class);
    assertThat(keys.check(secret, Optional.empty())).isPresent();
    assertThat(keys.delete("shop-api", OPERATOR)).isInstanceOf(Change.Changed.class);
    assertThat(keys.check(secret, Optional.empty())).isEmpty();
    assertThat(keys.delete("shop-api", OPERATOR)).isInstanceOf(Change.NotFound.class);
    assertThat(keys.enable("shop-api", OPERATOR)).isInstanceOf(Change.NotFound.class);
  }

  @Test
  void deletedNameGetsANewKey() {
    String old = create("shop-api");
    assertThat(keys.create("shop-api", INTROSPECT, OPERATOR))
        .isInstanceOf(Creation.NameTaken.class);
    keys.delete("shop-api", OPERATOR);

    String next = create("shop-api");

    assertThat(keys.check(next, Optional.empty())).isPresent();
    assertThat(keys.check(old, Optional.empty())).isEmpty();
  }

  @Test
  void limitIsAThousandKeys() {
    store.<Boolean>inTransaction(
        tx -> {
          for (int i = 0; i < ServiceKeys.AT_MOST - 1; i++) {
            byte[] digest = Sha256.of("number " + i);
            new ServiceKeyRows(tx)
                .add(
                    new ServiceKeyRow(
                        "key-" + i, digest, "tokens:introspect", true, clock.instant()));
          }
          return true;
        });
    String last = create("last");

    assertThat(keys.create("more", INTROSPECT, OPERATOR)).isInstanceOf(Creation.TooMany.class);
    assertThat(keys.check(last, Optional.empty())).isPresent();
    assertThat(keys.all()).hasSize(1_000);
    keys.delete("key-7", OPERATOR);
    create("more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        ".a",
        "_a",
        "A",
        "shop api",
        "shop:api",
        "sh\u00f6p",
        "a/b",
        "a\n",
        "a%2d"
      })
  void invalidNamesAreRefused(String name) {
    assertThat(ServiceKeys.isName(name)).isFalse();
    assertThatThrownBy(() -> keys.create(name, INTROSPECT, OPERATOR))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(keys.all()).isEmpty();
  }

  @Test
  void namesOfSixtyFourCharactersAreAccepted() {
    assertThat(ServiceKeys.isName("a")).isTrue();
    assertThat(ServiceKeys.isName("0.a_b-c")).isTrue();
    assertThat(ServiceKeys.isName("n".repeat(64))).isTrue();
    assertThat(ServiceKeys.isName("n".repeat(65))).isFalse();
  }

  @Test
  void scopesAreSortedAndUnique() {
    keys.create(
        "both",
        Scope.parse(List.of("revocations:read", "tokens:introspect")).orElseThrow(),
        OPERATOR);

    assertThat(keys.all())
        .singleElement()
        .extracting(ServiceKey::scopes)
        .isEqualTo(List.of("tokens:introspect", "revocations:read"));
    assertThat(Scope.parse(List.of("tokens:introspect", "tokens:introspect"))).contains(INTROSPECT);
    assertThat(Scope.parse(List.of())).isEmpty();
    assertThat(Scope.parse(List.of("tokens:introspect", "tokens:all"))).isEmpty();
    assertThat(Scope.parse(List.of("Tokens:introspect"))).isEmpty();
    assertThat(Scope.parse(List.of(""))).isEmpty();
    assertThatThrownBy(() -> keys.create("none", EnumSet.noneOf(Scope.class), OPERATOR))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A check that read the key before it was disabled must not put it into the cache afterwards. */
  @Test
  void keyIsRefusedByEveryCheckAfterDisable() throws InterruptedException {
    String secret = create("shop-api");
    AtomicInteger phase = new AtomicInteger(); // odd while the key is disabled
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger late = new AtomicInteger();
    Runnable checker =
        () -> {
          while (!stop.get()) {
            int before = phase.get();
            boolean present = keys.check(secret, Optional.empty()).isPresent();
            boolean inOnePhase = before == phase.get();
            accepted.addAndGet(present ? 1 : 0);
            late.addAndGet(present && inOnePhase && before % 2 == 1 ? 1 : 0);
          }
        };
    List<Thread> checkers =
        Stream.generate(() -> Thread.ofPlatform().start(checker)).limit(4).toList();
    for (int round = 0; round < 200; round++) {
      keys.disable("shop-api", OPERATOR);
      phase.incrementAndGet();
      assertThat(keys.check(secret, Optional.empty())).isEmpty();
      phase.incrementAndGet();
      keys.enable("shop-api", OPERATOR);
    }
    stop.set(true);
    for (Thread thread : checkers) {
      thread.join();
    }
    assertThat(accepted).hasPositiveValue();
    assertThat(late).hasValue(0);
  }

  @Test
  void toStringOmitsTheSecret() {
    Creation made = keys.create("shop-api", INTROSPECT, OPERATOR);
    assertThat(made.toString()).contains("shop-api").doesNotContain("restauth_sk_");
  }

  private String create(String name) {
    return ((Creation.Created) keys.create(name, INTROSPECT, OPERATOR)).secret();
  }
}
