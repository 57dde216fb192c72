package dev.restauth.adopt.source;

import static dev.restauth.adopt.source.Collected.hash;
import static dev.restauth.adopt.source.Collected.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSourceTest {
  @TempDir Path folder;

  @Test
  void readsRowsByTheNamesOfTheirColumns() {
    Collected found = read(sample("users.csv"));
    assertThat(found.accounts())
        .containsExactly(
            new SourceAccount(
                Optional.of(1L),
                "1",
                "ann",
                Optional.of(hash("phpass")),
                Optional.of("ann@example.com"),
                true,
                Optional.of(Instant.parse("2020-01-02T01:04:05Z"))),
            new SourceAccount(
                Optional.of(7L),
                "7",
                "semi;colon",
                Optional.of(hash("django-pbkdf2-sha256")),
                Optional.empty(),
                false,
                Optional.of(Instant.parse("2020-01-02T00:00:00Z"))),
            new SourceAccount(
                Optional.of(9L),
                "9",
                "say \"hi\"\nthere",
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty()),
            new SourceAccount(
                Optional.empty(),
                "abc",
                " spaces ",
                Optional.of(hash("werkzeug-scrypt")),
                Optional.empty(),
                true,
                Optional.empty()));
  }

  @Test
  void refusesARowAndContinues() {
    assertThat(read(sample("users.csv")).refused())
        .containsExactly(
            "line 7, 11: its column active is neither true nor false",
            "line 8: it has 2 fields, but the first line has 7",
            "line 10, 13: it has no user name");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void detectsTheSeparatorInTheFirstLine(String separator) {
    String row = "%s" + separator + "%s" + separator + "%s\n";
    String text =
        row.formatted("\"username\"", "email", "name, first; last\tother")
                .replace("name, first; last\tother", "other")
            + row.formatted("\"a,b;c\td\"", "m", "x");
    assertThat(read(Collected.file(folder, text)).names()).containsExactly("a,b;c\td");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void acceptsAllLineEndings(String end) {
    String text = String.join(end, "username,email", "a,m", "\"b" + end + "b\",", "");
    assertThat(read(Collected.file(folder, text)).names()).containsExactly("a", "b" + end + "b");
  }

  @Test
  void importsAFileWithNamesOnly() {
    assertThat(read(Collected.file(folder, "username\na\nb\n")).names()).containsExactly("a", "b");
  }

  @Test
  void readsTheSaltFromItsColumn() {
    Path file =
        Collected.file(
            folder,
            "username,password_hash,salt\na,0a1b,pep$per\nb,$2b$10$xyz,$2b$10$x\nc,0a1b,\n");
    Collected found = read(file);
    assertThat(found.hashOf("a")).isEqualTo("0a1b");
    assertThat(found.named("a").salt()).contains("pep$per");
    assertThat(found.hashOf("b")).isEqualTo("$2b$10$xyz");
    assertThat(found.named("c").salt()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "007", "9223372036854775808", "1.0", "٣"})
  void dropsAnIdThatIsNotAPositiveNumber(String id) {
    SourceAccount account =
        read(Collected.file(folder, "id,username\n" + id + ",a\n")).accounts().getFirst();
    assertThat(account.id()).isEmpty();
    assertThat(account.key()).isEqualTo(id);
  }

  @Test
  void importsTheLargestId() {
    assertThat(read(Collected.file(folder, "id,username\n4611686018427387904,a\n")).named("a").id())
        .contains(1L << 62);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "a,b\n1,2\n", "user name\na\n"})
  void requiresTheUsernameColumn(String text) {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(Collected.file(folder, text)))
        .withMessageContaining("must name its columns in the first line, with username");
  }

  @Test
  void refusesTwoColumnsOfOneName() {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(Collected.file(folder, "username,Email,email\n")))
        .withMessageContaining("has two columns named email");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"open", "\"a\"b"})
  void reportsTheLineOfASyntaxError(String row) {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(Collected.file(folder, "username\na\n" + row)))
        .withMessageContaining("is not valid CSV in the record that begins at line 3")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("open"));
  }

  @Test
  void endsAtTextThatIsNoUtf8() {
    Path file = Collected.file(folder, new byte[] {'u', 's', 'e', 'r', 'n', 'a', 'm', 'e', 10, -1});
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining("is not UTF-8 at byte 9");
  }

  @Test
  void progressListenerCanCancelTheRead() {
    Path file = Collected.file(folder, "username\n" + "a\n".repeat(100_000));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                new CsvSource(file)
                    .read(
                        new Collected(),
                        (_, done, _) -> {
                          if (done > 100_000) {
                            throw new IllegalStateException("enough");
                          }
                        }))
        .withMessage("enough");
  }

  private static Collected read(Path file) {
    return Collected.of(new CsvSource(file));
  }
}
