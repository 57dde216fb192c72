package dev.restauth.login;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.password.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Decoy hashes, which make the response for an unknown name look like an account's response. */
class DecoyHashesTest {
  private static final int NAMES = 4_000;
  private static final String BCRYPT =
      "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi";
  private static final String PBKDF2 =
      "$pbkdf2-sha256$20000$B4Bwbm1Naa21di4FoNS6Fw$7zSvqKOQapN/BKnOc9SM3vaPImOB.KH76XFHagUE/yc";

  @RegisterExtension private final TestServer server = new TestServer();

  private final KeyedDigest digest = KeyedDigest.ofThisProcess();
  private final SetClock clock = new SetClock();

  @Test
  void areOfTheServersOwnKindIfThereIsNoOther() {
    server.calls().register("miguel", "python");
    DecoyHashes decoys = newDecoys();
    for (int i = 0; i < 100; i++) {
      assertThat(decoys.forUsername("name" + i)).isEmpty();
    }
  }

  @Test
  void haveTheSharesOfTheAccountsAndNeverChangeForAName() throws IOException {
    DecoyHashes before = newDecoys();
    server.calls().register("miguel", "python");
    adopt("half", BCRYPT, 2);
    adopt("quarter", PBKDF2, 1);
    DecoyHashes decoys = newDecoys();

    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < NAMES; i++) {
      Optional<PasswordHash> chosen = decoys.forUsername("name" + i);
      counts.merge(kind(chosen), 1, Integer::sum);
      assertThat(kind(newDecoys().forUsername("name" + i))).isEqualTo(kind(chosen));
    }
    // 190 is six standard deviations of a binomial distribution.
    assertThat(counts.get("bcrypt 5")).isBetween(NAMES / 2 - 190, NAMES / 2 + 190);
    assertThat(counts.get("pbkdf2-sha256 20000")).isBetween(NAMES / 4 - 190, NAMES / 4 + 190);
    assertThat(counts.get("ours")).isBetween(NAMES / 4 - 190, NAMES / 4 + 190);

    assertThat(before.forUsername("name1")).isEmpty();
    before.count();
    assertThat(kind(before.forUsername("name1"))).isEqualTo(kind(decoys.forUsername("name1")));
  }

  @Test
  void areCountedAgainAfterTenMinutes() throws IOException {
    DecoyHashes decoys = newDecoys();
    adopt("all", BCRYPT, 5);
    assertThat(decoys.forUsername("name")).isEmpty();
    clock.move(Duration.ofMinutes(10));
    // The log-in that triggers the count does not wait for the result.
    eventually("hashes are counted", () -> decoys.forUsername("name").isPresent());
    assertThat(kind(decoys.forUsername("name"))).isEqualTo("bcrypt 5");
  }

  private DecoyHashes newDecoys() {
    DecoyHashes decoys = new DecoyHashes(server.store(), LegacyDirectory.none(), digest, clock);
    decoys.count();
    return decoys;
  }

  private void adopt(String prefix, String hash, int count) throws IOException {
    StringBuilder csv = new StringBuilder("username,password_hash\n");
    for (int i = 0; i < count; i++) {
      csv.append(prefix).append(i).append(',').append(hash).append('\n');
    }
    Path file = Files.writeString(server.folder().resolve(prefix + ".csv"), csv);
    server.operate("adopt", Map.of("source", "csv", "name", prefix, "file.1", file.toString()));
  }

  private static String kind(Optional<PasswordHash> hash) {
    return hash.flatMap(PasswordHash::foreignKind).orElse("ours");
  }
}
