package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdifSourceTest {
  @TempDir Path folder;

  @Test
  void importsPeopleAndSkipsOtherEntries() {
    Collected found = read(sample("people.ldif"), "uid");
    assertThat(found.names()).containsExactly("amy", "jörg", "kim", "max");
    assertThat(found.named("amy"))
        .isEqualTo(
            new SourceAccount(
                Optional.empty(),
                "uid=amy,ou=people,dc=example,dc=com",
                "amy",
                Optional.of(hash("ldap-ssha")),
                Optional.of("amy@example.com"),
                true,
                Optional.of(Instant.parse("2019-02-03T04:05:06Z"))));
    assertThat(found.named("jörg").key()).isEqualTo("uid=jörg,ou=people,dc=example,dc=com");
    assertThat(found.hashOf("jörg")).isEqualTo(hash("ldap-ssha512"));
    assertThat(found.hashOf("kim")).isEqualTo(hash("sha512-crypt"));
    assertThat(found.named("max").passwordHash()).isEmpty();
  }

  @Test
  void recognizesPermanentlyLockedAccounts() {
    Collected found = read(sample("people.ldif"), "uid");
    assertThat(found.named("jörg").active()).isFalse();
    assertThat(found.named("max").active()).isTrue();
    assertThat(one("uid: a\nnsAccountLock: TRUE\n").accounts().getFirst().active()).isFalse();
  }

  @Test
  void refusesWithAReason() {
    assertThat(read(sample("people.ldif"), "uid").refused())
        .extracting(line -> line.replaceFirst("line \\d+, ", ""))
        .containsExactly(
            "uid=lee,ou=people,dc=example,dc=com: its password is in plain text",
            "uid=ned,ou=people,dc=example,dc=com: its userpassword is a URL, which is not followed",
            "cn=replicator,dc=example,dc=com: it has no user name");
  }

  @Test
  void readsTheNameFromAnotherAttribute() {
    Collected found = read(sample("people.ldif"), "MAIL");
    assertThat(found.names()).containsExactly("amy@example.com");
    assertThat(found.named("amy@example.com").email()).contains("amy@example.com");
  }

  /** FILL stands for any number of spaces (RFC 2849). A folded line continues after one space. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`uid: a b`|`a b`",
        "`uid:a`|`a`",
        "`uid:    a`|`a`",
        "`uid: a `|`a `",
        "`uid: ab\\n c`|`abc`",
        "`uid: ab\\n  c`|`ab c`",
        "`uid: a\\n b\\n c\\n d`|`abcd`",
        "`uid:: w\\n 7w=`|`ü`",
        "`uid::    w7w=`|`ü`",
        "`UID;lang-de: a`|`a`",
        "`uid: a\\nuid: b`|`a`",
        "`uid: a\\n# uid: b\\n  folded comment\\nmail: m`|`a`",
        "`uid: a:b`|`a:b`",
        "`changetype: add\\nuid: a`|`a`",
        "`control: 1.2.840.113556.1.4.805 true\\nuid: a`|`a`"
      },
      delimiter = '|')
  void readsLinesThatTheRfcAllows(String lines, String name) {
    for (String end : new String[] {"\n", "\r\n"}) {
      String text = ("dn: cn=x\\n" + lines + "\\n").replace("\\n", end);
      Collected found = read(Collected.file(folder, text), "uid");
      assertThat(found.names()).as(lines).containsExactly(name);
      assertThat(found.refused()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "uid:: w7w!, its uid is not text in Base64",
    "uid:: /w==, its uid is not text in Base64",
    "uid:: AA==, its user name contains a NUL character",
    "uid:< file:///etc/passwd, 'its uid is a URL, which is not followed'",
    "changetype: modify, it is a change",
    "no colon, a line of it has no colon"
  })
  void refusesOtherLines(String line, String reason) {
    Collected found = one(line + "\nuid: a\nuserPassword: {SSHA}x\n");
    assertThat(found.accounts()).isEmpty();
    assertThat(found.refused()).singleElement().asString().contains(reason);
  }

  @Test
  void refusesATooLongValueAndReadsTheNextEntry() {
    String photo = "jpegPhoto:: " + "A".repeat(100_000) + "\n";
    String folded = "cn: " + "b\n ".repeat(100_000) + "b\n";
    assertThat(one(photo + folded + "uid: a\n").names()).containsExactly("a");
    assertThat(one("uid: " + "a".repeat(100_000) + "\n").refused())
        .containsExactly("line 1, cn=x: its uid is too long");
    assertThat(one("uid: " + "a\n ".repeat(100_000) + "\n").refused())
        .containsExactly("line 1, cn=x: its uid is too long");
  }

  @Test
  void readsTheOutputOfLdapsearch() {
    Collected found =
        read(
            Collected.file(
                folder,
                """
                # extended LDIF
                #
                # LDAPv3
                version: 1

                # amy, people
                dn: uid=amy
                uid: amy

                # search result
                search: 2
                result: 0 Success

                # numResponses: 2
                """),
            "uid");
    assertThat(found.names()).containsExactly("amy");
    assertThat(found.refused()).isEmpty();
  }

  private Collected one(String lines) {
    return read(Collected.file(folder, "dn: cn=x\n" + lines), "uid");
  }

  private static Collected read(Path file, String attribute) {
    return Collected.of(new LdifSource(file, attribute));
  }
}
