package dev.restauth.login;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory.Sample;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decoy hashes that also represent the accounts of a legacy application. */
class FallbackDecoyHashesTest {
  private static final int NAMES = 4_000;
  private static final int HERE = 100;

  /**
   * Two thirds of the 300 legacy accounts have bcrypt hashes. These are 200 of the 400 accounts of
   * both systems.
   */
  private static final Sample SAMPLE =
      new Sample(300, List.of(bcrypt(), bcrypt(), Optional.empty()));

  private final SetClock clock = new SetClock();
  private final KeyedDigest digest = KeyedDigest.ofThisProcess();

  @TempDir Path folder;

  private Store store;
  private OtherApplication legacy;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(
        tx -> {
          for (int i = 0; i < HERE; i++) {
            new AccountRows(tx).create("name" + i, "hash", clock.instant());
          }
          return true;
        });
    legacy = new OtherApplication(store, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Optional<PasswordHash> bcrypt() {
    return PasswordHash.adopted("$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi");
  }

  private Map<String, Long> kinds(DecoyHashes decoys) {
    return IntStream.range(0, NAMES)
        .mapToObj(
            i -> decoys.forUsername("nobody" + i).flatMap(PasswordHash::foreignKind).orElse("ours"))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void haveTheSharesOfTheLegacyAccounts() {
    legacy.sample = SAMPLE;
    DecoyHashes decoys = new DecoyHashes(store, legacy, digest, clock);
    decoys.count();
    Map<String, Long> kinds = kinds(decoys);
    // 190 is six standard deviations of a binomial distribution.
    assertThat(kinds.get("bcrypt 5")).isBetween(NAMES / 2 - 190L, NAMES / 2 + 190L);
    assertThat(kinds.get("ours")).isBetween(NAMES / 2 - 190L, NAMES / 2 + 190L);
  }

  @Test
  void areCountedAgainEveryTenMinutes() {
    DecoyHashes decoys = new DecoyHashes(store, legacy, digest, clock);
    for (Sample sample : List.of(SAMPLE, Sample.NONE, SAMPLE)) {
      legacy.sample = sample;
      clock.move(Duration.ofMinutes(10));
      boolean some = sample.users() > 0;
      eventually("counted", () -> kinds(decoys).containsKey("bcrypt 5") == some);
    }
  }
}
