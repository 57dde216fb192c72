package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtpasswdSourceTest {
  @TempDir Path folder;

  @Test
  void importsNamesAndHashes() {
    Collected found = read(sample("htpasswd"));
    assertThat(found.names()).containsExactly("apr", "bcrypt", "sha", "Mixed Case", "empty");
    assertThat(found.named("apr"))
        .isEqualTo(
            new SourceAccount(
                Optional.empty(),
                "apr",
                "apr",
                Optional.of(hash("apr1")),
                Optional.empty(),
                true,
                Optional.empty()));
    assertThat(found.hashOf("bcrypt")).isEqualTo(hash("bcrypt-2y"));
    assertThat(found.hashOf("sha")).isEqualTo(hash("ldap-sha"));
    assertThat(found.hashOf("Mixed Case")).isEqualTo(hash("sha512-crypt"));
    assertThat(found.named("empty").passwordHash()).isEmpty();
  }

  @Test
  void refusesPlainTextAndDes() {
    String reason = "its password is in plain text, or hashed with the old DES crypt";
    assertThat(read(sample("htpasswd")).refused())
        .containsExactly(
            "line 7, plain: " + reason,
            "line 8, des: " + reason,
            "line 9, nginx: " + reason,
            "line 11: it is not NAME:HASH",
            "line 12: it has no user name");
  }

  @Test
  void importsNamesVerbatim() {
    Path file = Collected.file(folder, " a :$apr1$x$y \r\n\tb:$apr1$x$z\r\n");
    Collected found = read(file);
    assertThat(found.names()).containsExactly(" a ", "\tb");
    assertThat(found.hashOf(" a ")).isEqualTo("$apr1$x$y");
    assertThat(found.hashOf("\tb")).isEqualTo("$apr1$x$z");
  }

  @Test
  void lastLineNeedsNoLineBreak() {
    assertThat(read(Collected.file(folder, "a:$1$x$y\nb:$1$x$y")).names())
        .containsExactly("a", "b");
    assertThat(read(Collected.file(folder, "")).accounts()).isEmpty();
  }

  @Test
  void refusesATooLongLine() {
    Path file =
        Collected.file(folder, "a:$1$x$" + "y".repeat(SourceLines.KEPT_AT_MOST) + "\nb:$1$x$y\n");
    Collected found = read(file);
    assertThat(found.refused()).containsExactly("line 1: it is too long");
    assertThat(found.names()).containsExactly("b");
  }

  private static Collected read(Path file) {
    return Collected.of(new HtpasswdSource(file));
  }
}
