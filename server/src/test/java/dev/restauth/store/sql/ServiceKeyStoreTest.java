package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.servicekey.ServiceKeyRows;
import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import dev.restauth.store.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Service keys on every store. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ServiceKeyStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  private Database database;
  @AutoClose private Store store;

  @BeforeEach
  void open() throws SQLException {
    database = kind.fresh(folder);
    store = database.open();
  }

  @Test
  void keyIsStoredAsItWasCreated() {
    assertThat(add("shop-api", 1)).isTrue();
    store.close();
    store = database.open();

    ServiceKeyRow found = find("shop-api").orElseThrow();
    assertThat(found.name()).isEqualTo("shop-api");
    assertThat(found.digest()).isEqualTo(digest(1));
    assertThat(found.scope()).isEqualTo("tokens:introspect revocations:read");
    assertThat(found.active()).isTrue();
    assertThat(found.createdAt()).isEqualTo(NOW);
    assertThat(find("shop-ap")).isEmpty();
    assertThat(find("Shop-api")).isEmpty();
    assertThat(found.toString()).contains("shop-api").doesNotContain("digest");
  }

  @Test
  void takenNameIsRefusedAndTheFirstKeyIsUnchanged() {
    add("shop-api", 1);

    assertThat(add("shop-api", 2)).isFalse();
    assertThat(find("shop-api").orElseThrow().digest()).isEqualTo(digest(1));
  }

  @Test
  void onlyOneOfManyConcurrentCreationsGetsTheName() {
    AtomicInteger won = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        int number = i;
        threads.execute(() -> won.addAndGet(add("same", number) ? 1 : 0));
      }
    }
    assertThat(won).hasValue(1);
  }

  /**
   * In the sort order of some locales, characters such as hyphens decide only between otherwise
   * equal names.
   */
  @Test
  void keysAreListedByNameCharacterByCharacter() {
    List<String> names = List.of("a", "a-b", "a.b", "a0", "a_b", "ab", "b");
    for (int i = names.size() - 1; i >= 0; i--) {
      add(names.get(i), i);
    }
    assertThat(all()).extracting(ServiceKeyRow::name).containsExactlyElementsOf(names);
  }

  @Test
  void disablesAndEnables() {
    add("shop-api", 1);
    add("other", 2);

    assertThat(changing(keys -> keys.changeState("shop-api", true))).isFalse();
    assertThat(changing(keys -> keys.changeState("shop-api", false))).isTrue();
    assertThat(changing(keys -> keys.changeState("shop-api", false))).isFalse();
    assertThat(find("shop-api").orElseThrow().active()).isFalse();
    assertThat(find("other").orElseThrow().active()).isTrue();
    assertThat(changing(keys -> keys.changeState("shop-api", true))).isTrue();
    assertThat(find("shop-api").orElseThrow().active()).isTrue();
    assertThat(changing(keys -> keys.changeState("nobody", true))).isFalse();
  }

  @Test
  void removedKeyFreesItsName() {
    add("shop-api", 1);
    add("other", 2);

    assertThat(changing(keys -> keys.remove("shop-api"))).isTrue();
    assertThat(changing(keys -> keys.remove("shop-api"))).isFalse();
    assertThat(all()).extracting(ServiceKeyRow::name).containsExactly("other");
    assertThat(add("shop-api", 3)).isTrue();
  }

  private boolean add(String name, int number) {
    return changing(
        keys ->
            keys.add(
                new ServiceKeyRow(
                    name, digest(number), "tokens:introspect revocations:read", true, NOW)));
  }

  private static byte[] digest(int number) {
    byte[] digest = new byte[32];
    digest[0] = (byte) number;
    digest[31] = -1;
    return digest;
  }

  private boolean changing(Function<ServiceKeyRows, Boolean> change) {
    return store.<Boolean>inTransaction(tx -> change.apply(new ServiceKeyRows(tx)));
  }

  private Optional<ServiceKeyRow> find(String name) {
    return store.reading(tx -> new ServiceKeyRows(tx).find(name));
  }

  private List<ServiceKeyRow> all() {
    return store.reading(tx -> new ServiceKeyRows(tx).all());
  }
}
