package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile hashes in an import. No hash takes much memory or time, and none causes an exception. */
class HostileHashTest {
  /** Families whose hashes name a secret, so that a changed text may require another secret. */
  private static final Set<String> SECRET = Set.of("devise", "firebase");

  private static final String H22 = "c8T1jNykXt2Ora4qM5EWl/";
  private static final String H43 = "r6tN8BSkwzNr7oDf6RHh6QlTZq.TpcHbb20g.nV97C8";
  private static final String ZEROS =
      "0000000000000000000000000000000000000000000000000000000000000000";
  private static final String B32 = "mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA";

  @ParameterizedTest
  @ValueSource(
      strings = {
        // costs just beyond the bounds, and absurd costs
        "$2b$03$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "$2b$17$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "$2b$99$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "$bcrypt-sha256$v=2,t=2b,r=31$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS",
        "$argon2id$v=19$m=1048577,t=1,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=104857600,t=1,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=1024,t=16385,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=1024,t=2,p=65$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=1024,t=0,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=18$m=1024,t=2,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=1024,t=2,p=1,keyid=aa$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=1024,t=2,p=1,data=aa$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=1024,t=2,p=1$c2FsdA$" + B32,
        "$scrypt$ln=18,r=16,p=1$c2FsdA$" + B32,
        "$scrypt$ln=22,r=1,p=1$c2FsdA$" + B32,
        "$scrypt$ln=16,r=1,p=1$c2FsdA$" + B32,
        "$scrypt$ln=31,r=99999999,p=99999999$c2FsdA$" + B32,
        "$scrypt$ln=14,r=8,p=65$c2FsdA$" + B32,
        "$scrypt$ln=1,r=1,p=4194304$c2FsdA$" + B32,
        "$scrypt$ln=1,r=1048576,p=4$c2FsdA$" + B32,
        "$scrypt$ln=0,r=8,p=1$c2FsdA$" + B32,
        "$scrypt$ln=14,r=0,p=1$c2FsdA$" + B32,
        "$scrypt$ln=14,r=8,p=0$c2FsdA$" + B32,
        "$scrypt$ln=16385,r=8,p=1$c2FsdA$" + B32,
        "scrypt:4194304:8:1$salt$" + "ab",
        "scrypt$16383$salt$8$1$" + B32,
        "$pbkdf2-sha256$10000001$c2FsdA$" + B32,
        "$pbkdf2-sha256$0$c2FsdA$" + B32,
        "$pbkdf2$5000001$c2FsdA$" + B32,
        "$pbkdf2-sha256$i=99999999,l=32$c2FsdA$" + B32,
        "pbkdf2_sha256$99999999999999999999$salt$" + B32,
        "pbkdf2:sha256$salt$6d2a6f1bc973bae0e4f835b3f0764807",
        "pbkdf2:md5:1000$salt$6d2a6f1bc973bae0e4f835b3f0764807",
        "AQAAAAL/////AAAAECZbIR/AaPUarbtG8LhWq2GWTjtJbTd1ROjO7ZMBEmXGHLIJTW8VTwof9IeoLgn4Gg==",
        "AQAAAAIAAAfQ/////yZbIR/AaPUarbtG8LhWq2GWTjtJbTd1ROjO7ZMBEmXGHLIJTW8VTwof9IeoLgn4Gg==",
        "AQAAAAMAAAfQAAAAECZbIR/AaPUarbtG8LhWq2GWTjtJbTd1ROjO7ZMBEmXGHLIJTW8VTwof9IeoLgn4Gg==",
        "$5$rounds=999$salt$" + H43,
        "$5$rounds=1000001$salt$" + H43,
        "$5$rounds=2147483648$salt$" + H43,
        "$5$rounds=01000$salt$" + H43,
        "$P$4Vlok9DMt" + H22,
        "$P$UVlok9DM" + H22,
        "$P$zVlok9DMt" + H22,
        "$P$LVlok9DMt" + H22,
        "$S$zVlok9DMt" + H43,
        "$firescrypt$ln=31,r=8,p=1$sPtDhWcd1MfdAw==$Bw==${secret:x}$" + B32,
        "[\"pbkdf2\",[\"salt\",\"99999999\",\"32\",\"sha256\",\"@\"],\"" + ZEROS + "\"]",
        // truncated, padded or in the wrong alphabet
        "$2b$05$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1",
        "$2b$05$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1KK",
        "$2b$5$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "$2c$05$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "{unknown}$2b$05$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "$1$saltsaltx$" + H22,
        "$1$$" + H22,
        "$1$sa!t$" + H22,
        "$1$salt$" + H22 + "x",
        "$5$salt$" + H22,
        "$6$salt$" + H43,
        "!!xxOu6maQKqQ",
        "XXxzOu6maQKqQx",
        "{SHA}QjUie1FDathtB8fPXWm9omRJhN",
        "{SHA}QjUie1FDathtB8fPXWm9omRJhN4===",
        "{SHA}/dzCub7FbJ1y4uw7I801eJUoud5MSeld",
        "{SSHA}QjUie1FDathtB8fP",
        "{SHA3}QjUie1FDathtB8fPXWm9omRJhN4=",
        "{CRYPT}",
        "{sha1::}42352279",
        "{sha1::}4235227b51436ad86d07c7cf5d69bda2644984dz",
        "{sha1:*:}4235227b51436ad86d07c7cf5d69bda2644984de",
        "sha1$sixsix$4235227b51436ad86d07c7cf5d69bda2644984de",
        "sha256$12345678$4235227b51436ad86d07c7cf5d69bda2644984de",
        "4235227b51436ad86d07c7cf5d69bda2644984de",
        "$sha1$pf=e1NBTFR9$NW9w$2qU2SGWP8viTM1md3FiI3+rjWXQ=",
        "$sha1$pf=e1BBU1NXT1JEfXtQQVNTV09SRH0=$NW9w$2qU2SGWP8viTM1md3FiI3+rjWXQ=",
        "$md5$pf=MTIz$MTIz$Z",
        "$hmac-md5$$MTIzNDU=",
        "[\"sha256\",[\"salt\"],\"" + ZEROS + "\"]",
        "[\"sha256\",[\"@\",\"@\"],\"" + ZEROS + "\"]",
        "[\"blake2b512\",[\"@\"],\"" + ZEROS + ZEROS + "\"]",
        "[\"sha256\",\"@\",\"" + ZEROS + "\"]",
        "[\"sha256\",[\"@\"],\"" + ZEROS + "\"] ]",
        "[\"sha256\",[\"@\"",
        "[[[[[[[[[[",
        "plain$$secret",
        "secret",
        "",
        "$",
        "{}",
        "\u0000"
      })
  void isNoHash(String text) {
    assertThat(ForeignHash.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{sha1:}",
        "{sha1:::}",
        "{sha3::}",
        "{hmac-sha1}",
        "$pbkdf2-sha256$i=10000001,l=32$c2FsdA$",
        "$pbkdf2-sha256$i=1000,l=999$c2FsdA$",
        "$pbkdf2-sha256$i=1000,l=0$c2FsdA$",
        "$pbkdf2-sha256$i=1000,l=32$c2FsdA$AAAA",
        "$scrypt$ln=30,r=8,p=1,l=32$c2FsdA$",
        "$scrypt$ln=10,r=1,p=1,l=257$c2FsdA$",
        "$argon2i$v=19$m=104857600,t=1,p=1,l=32$c29tZXNhbHQ$",
        "$argon2i$v=19$m=8,t=1,p=1,l=4$c29tZXNhbHQ$",
        "$1$salt$" + H22,
        "$5$rounds=999999999$salt$",
        "{CRYPT}a",
        "$P$zVlok9DMt",
        "$2b$05$TzgMWADULbevEOuxAmT9Ce"
      })
  void isNoRecipe(String text) {
    assertThat(ForeignHash.recipe(text)).isEmpty();
  }

  @Test
  void textBeyondTheLimitIsRefused() {
    String salted = "{sha1:" + "A".repeat(900) + ":}";
    String longest = "4235227b51436ad86d07c7cf5d69bda2644984de";
    assertThat(ForeignHash.parse(salted + longest)).isPresent();
    assertThat(ForeignHash.parse("{sha1:" + "A".repeat(1_000) + ":}" + longest)).isEmpty();
    assertThat(ForeignHash.recipe("{sha1:" + "A".repeat(1_020) + ":}")).isEmpty();
    assertThat(ForeignHash.parse("a".repeat(10_000_000))).isEmpty();
  }

  /**
   * The stored text of a wrapped weak hash is longer than the imported text. If the stored text
   * exceeded the length limit, the user could not log in, so the import must refuse the hash.
   */
  @Test
  void weakHashDoesNotOutgrowTheLimit() {
    String letters = "あ".repeat(256);
    String pattern = base64("{SALT}".repeat(60) + "{PASSWORD}");
    for (String weak :
        List.of(
            "sha256$" + letters + "$" + ZEROS,
            "pbkdf2_sha256$1000$" + letters + "$" + B32,
            "[\"sha256\",[\"" + letters + "\",\"@\"],\"" + ZEROS + "\"]",
            "$sha256$pf=" + pattern + "$" + base64("s".repeat(200)) + "$" + B32)) {
      assertThat(weak.length()).isLessThan(ForeignHash.MAX_CHARACTERS);
      assertThat(ForeignHash.parse(weak)).as(weak).isEmpty();
    }
    // A hash that is not weak is stored unchanged, so it may have this length.
    assertThat(ForeignHash.parse("pbkdf2_sha256$20000$" + letters + "$" + B32)).isPresent();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2b$16$TzgMWADULbevEOuxAmT9CeNX2PEJyj2RBw/.hq5zmQwQweNxEpR1K",
        "$argon2id$v=19$m=1048576,t=16,p=1$c29tZXNhbHQ$" + B32,
        "$scrypt$ln=18,r=8,p=4$c2FsdA$" + B32,
        "$pbkdf2-sha512$10000000$c2FsdA$" + B32,
        "$6$rounds=1000000$salt$" + H43 + H43,
        "$S$KVlok9DMt" + H43,
      })
  void mostExpensiveHashTakesSeconds(String text) {
    assertThat(ForeignHash.parse(text))
        .hasValueSatisfying(
            hash -> assertThat(hash.recipe().typicalMillis()).isBetween(300.0, 12_000.0));
  }

  /** The mutations use a fixed seed, so that failures are reproducible. */
  @Test
  @Tag("unhurried")
  void noMutationOfAHashThrows() {
    readMutations(3);
  }

  @Test
  @Tag("long")
  void noneOfManyMutationsThrows() {
    readMutations(40);
  }

  private static void readMutations(int rounds) {
    Random random = new Random(20_261_125);
    List<HashVector> seeds = HashVector.published();
    AtomicInteger read = new AtomicInteger();
    for (int round = 0; round < rounds; round++) {
      for (HashVector seed : seeds) {
        String text = mutated(seed.text(), random);
        ForeignHash.recipe(text).ifPresent(recipe -> assertThat(recipe.text()).isNotEmpty());
        ForeignHash.parse(text)
            .ifPresent(
                hash -> {
                  read.incrementAndGet();
                  Recipe recipe = hash.recipe();
                  assertThat(recipe.typicalMillis()).as(text).isBetween(0.0, 12_000.0);
                  assertThat(recipe.weak() && ForeignHash.recipe(recipe.text()).isEmpty())
                      .as(text)
                      .isFalse();
                  if (recipe.typicalMillis() < 1 && !SECRET.contains(seed.family())) {
                    byte[] derived = recipe.derive("x".getBytes(UTF_8), seed.primitives());
                    assertThat(hash.matches(derived)).as(text).isFalse();
                  }
                });
      }
    }
    assertThat(read.get()).isGreaterThan(rounds * 75);
  }

  private static String mutated(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(changed.length() + 1);
      String alphabet = "0123456789$:,={}[]@./+-_aAzZ\"\\ é\ud83d\udd11\u0000";
      char other = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(5)) {
        case 0 -> changed.insert(at, other);
        case 1 -> changed.setLength(at);
        case 2 -> changed.insert(at, changed.substring(random.nextInt(changed.length() + 1)));
        default -> {
          if (at < changed.length()) {
            changed.setCharAt(at, other);
          }
        }
      }
    }
    return changed.toString();
  }
}
