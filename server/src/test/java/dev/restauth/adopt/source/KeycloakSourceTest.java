package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakSourceTest {
  @TempDir Path folder;

  @Test
  void importsTheUsersOfARealm() {
    Collected found = read(sample("keycloak-realm.json"));
    assertThat(found.names()).containsExactly("ada", "bob", "cleo", "dan", "eve");
    assertThat(found.named("ada"))
        .isEqualTo(
            new SourceAccount(
                Optional.empty(),
                "5f0c2a7e-1111-4222-8333-000000000001",
                "ada",
                found.named("ada").passwordHash(),
                Optional.of("ada@example.com"),
                true,
                Optional.of(Instant.ofEpochMilli(1_700_000_000_001L)),
                Optional.empty(),
                found.named("ada").factors()));
    assertThat(found.named("bob").active()).isFalse();
    assertThat(found.named("eve").passwordHash()).isEmpty();
  }

  @Test
  void buildsTextsThatMatchThePassword() throws GeneralSecurityException {
    Collected found = read(sample("keycloak-realm.json"));
    assertThat(found.hashOf("ada"))
        .startsWith("$pbkdf2-sha512$i=2100,l=64$JlshH8Bo9Rqtu0bwuFarYQ$");
    assertThat(found.hashOf("bob")).startsWith("$pbkdf2-sha256$i=2750,l=64$");
    assertThat(found.hashOf("dan")).startsWith("$pbkdf2$20000$");
    for (String name : List.of("ada", "bob", "dan")) {
      assertThat(holds(found.hashOf(name), "python")).as(name).isTrue();
      assertThat(holds(found.hashOf(name), "Python")).as(name).isFalse();
    }
    // The sample contains this hash in parts, which the source must put together.
    assertThat(found.hashOf("cleo")).isEqualTo(Collected.hash("argon2id"));
  }

  @Test
  void refusesServiceAccountsAndUnsupportedHashes() {
    assertThat(read(sample("keycloak-realm.json")).refused())
        .extracting(line -> line.replaceFirst("line \\d+, 5f0c2a7e-1111-4222-8333-0*", ""))
        .containsExactly(
            "6: it is the service account of a client",
            "7: its password is in plain text",
            "8: its password hash is malformed, or its algorithm is not supported",
            "9: its password hash is malformed, or its algorithm is not supported");
  }

  @Test
  void readsAFolderOrItsFiles() {
    Path export = sample("keycloak-folder");
    assertThat(read(export).names()).containsExactly("ada", "bob", "cleo", "dan");
    assertThat(
            read(export.resolve("demo-users-1.json"), export.resolve("demo-users-0.json")).names())
        .containsExactly("cleo", "dan", "ada", "bob");
  }

  @Test
  void reportsARealmWithoutUsers() {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(sample("keycloak-folder").resolve("demo-realm.json")))
        .withMessageContaining("no users in")
        .withMessageContaining("--users realm_file");
  }

  @Test
  void refusesUsersOfTwoRealms() throws Exception {
    Files.writeString(
        folder.resolve("a.json"), "{\"realm\":\"a\",\"users\":[{\"username\":\"x\"}]}");
    Files.writeString(
        folder.resolve("b.json"), "{\"realm\":\"b\",\"users\":[{\"username\":\"x\"}]}");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(folder))
        .withMessageContaining("two realms, a and b");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(
            () ->
                read(
                    Collected.file(
                        folder, "[{\"realm\":\"a\",\"users\":[]},{\"realm\":\"b\",\"users\":[]}]")))
        .withMessageContaining("two realms");
  }

  @Test
  void refusesMalformedParts() {
    String credential =
        "{\"username\":\"u\",\"credentials\":[{\"type\":\"password\",\"secretData\":"
            + "\"{\\\"value\\\":\\\"%s\\\",\\\"salt\\\":\\\"AAAA\\\"}\",\"credentialData\":"
            + "\"{\\\"hashIterations\\\":%s,\\\"algorithm\\\":\\\"%s\\\"}\"}]}";
    Path file =
        Collected.file(
            folder,
            "{\"users\":["
                + String.join(
                    ",",
                    credential.formatted("A".repeat(44), "1", "pbkdf2-sha256"),
                    credential.formatted("?", "1", "pbkdf2-sha256"),
                    credential.formatted("", "1", "pbkdf2-sha256"),
                    credential.formatted("AAAA", "-1", "pbkdf2-sha256"),
                    credential.formatted("AAAA", "1", "argon2"))
                + "]}");
    Collected found = read(file);
    assertThat(found.accounts()).hasSize(1);
    assertThat(found.refused())
        .hasSize(4)
        .allMatch(line -> line.contains(": its password hash is malformed"));
  }

  private static Collected read(Path... files) {
    return Collected.of(new KeycloakSource(List.of(files)));
  }

  /** Returns whether the JDK's PBKDF2 computes the hash that the text describes. */
  private static boolean holds(String text, String password) throws GeneralSecurityException {
    String[] parts = text.split("\\$", -1);
    String digest = parts[1].equals("pbkdf2") ? "SHA1" : parts[1].substring("pbkdf2-".length());
    byte[] hash = Base64.getDecoder().decode(parts[4].replace('.', '+'));
    var spec =
        new PBEKeySpec(
            password.toCharArray(),
            Base64.getDecoder().decode(parts[3].replace('.', '+')),
            Integer.parseInt(parts[2].replaceFirst("i=(\\d+),.*", "$1")),
            hash.length * 8);
    byte[] derived =
        SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest).generateSecret(spec).getEncoded();
    return java.util.Arrays.equals(derived, hash);
  }
}
