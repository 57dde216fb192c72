package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.facts;
import static dev.restauth.adopt.AdoptScene.file;
import static dev.restauth.adopt.AdoptScene.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hashes that depend on a secret, which is the same for all hashes of their source: Firebase's
 * signer key, or a pepper.
 */
class HashConversionTest {
  /**
   * The example that Firebase publishes with its scrypt variant, for the password "user1password".
   */
  private static final String KEY =
      "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";

  private static final String SALT = "42xEC+ixf3L2lw==";
  private static final String HASH =
      "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

  private static final String PEPPERED =
      "$2b$05$VnNoCl9KSJqGBJWuRgeH6OralRv8iiLd98kGeMiofUIRQCfmmC/n2";

  @TempDir Path folder;

  @Test
  @Tag("sqlite")
  void storesTheSignerKeyOfAFirebaseProjectOnceAndSealed() throws IOException {
    String supabase = "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=" + KEY + "$" + SALT + "$" + HASH;
    String kratos = "$firescrypt$ln=14,r=8,p=1$" + SALT + "$" + HASH + "$Bw==$" + KEY;
    Path users =
        file(
            folder,
            "users.csv",
            "username,password_hash",
            "a,\"" + supabase + "\"",
            "b,\"" + kratos + "\"");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(facts(adopt(folder, "csv", users))).containsEntry("adopted", 2L);
      Map<String, byte[]> secrets = server.store().reading(tx -> new HashSecretRows(tx).all());
      assertThat(secrets).hasSize(1);
      assertThat(server.account("a").passwordHash()).isEqualTo(server.account("b").passwordHash());
      assertThat(logIn(server, "a", "user1passwore")).isEqualTo(401);
    }
    byte[] key = Base64.getDecoder().decode(KEY);
    String stored =
        Files.readString(folder.resolve("data/restauth.sqlite"), StandardCharsets.ISO_8859_1);
    assertThat(stored)
        .doesNotContain(KEY.substring(0, 20))
        .doesNotContain(new String(key, StandardCharsets.ISO_8859_1).substring(0, 20));

    // Another process reads the secret from the store.
    try (TestServer server = TestServer.start(folder)) {
      assertThat(logIn(server, "a", "user1password")).isEqualTo(200);
      assertThat(logIn(server, "b", "user1password")).isEqualTo(200);
    }
  }

  @Test
  void addsThePepperOfDevise() {
    // The bcrypt hash of "python" with the pepper "n". Another program computed it as the hash of
    // "pythonn".
    Path users = file(folder, "users.csv", "username,password_hash", "a," + PEPPERED);
    String pepper = Base64.getEncoder().encodeToString("n".getBytes(StandardCharsets.UTF_8));
    try (TestServer server = TestServer.start(folder)) {
      assertThat(facts(adopt(folder, "csv", users, "hash_format", "devise", "pepper", pepper)))
          .containsEntry("adopted", 1L);
      assertThat(logIn(server, "a", "pythonn")).isEqualTo(401);
      assertThat(logIn(server, "a", "python")).isEqualTo(200);
    }
  }
}
