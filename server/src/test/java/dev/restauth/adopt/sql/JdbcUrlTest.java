package dev.restauth.adopt.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Database URLs: the part for the driver, and the part that may be shown. */
class JdbcUrlTest {

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db.example:5432/old?user=bob&password=hunter2,"
        + " jdbc:postgresql://db.example:5432/old",
    "postgres://bob:hunter2@db.example/old, jdbc:postgresql://db.example/old",
    "postgresql://bob:hu@nt?er2@db.example/old?sslmode=require, jdbc:postgresql://db.example/old",
    "jdbc:postgresql://bob:hunter2@db.example/old, jdbc:postgresql://db.example/old",
    "jdbc:postgresql:old, jdbc:postgresql:old",
    "jdbc:postgresql:old?password=p@ss, jdbc:postgresql:old",
    "jdbc:mysql://db.example/old?user=bob&password=hunter2, jdbc:mysql://db.example/old",
    "jdbc:mysql://bob:hunter2@db.example/old, jdbc:mysql:…",
    "jdbc:mysql://(host=db.example;user=bob)/old, jdbc:mysql:…",
    "jdbc:oracle:thin:bob/hunter2@//db.example/old, jdbc:oracle:…",
    "jdbc:sqlserver://db.example;user=bob;password=hunter2, jdbc:sqlserver://db.example",
    "jdbc:h2:/var/old;PASSWORD=a@b, jdbc:h2:…",
    "jdbc:h2:/var/old;PASSWORD=hunter2, jdbc:h2:/var/old"
  })
  void secretPartsAreNotShown(String text, String shown) {
    JdbcUrl place = JdbcUrl.of(text);

    assertThat(place.shown()).isEqualTo(shown);
    assertThat(place).hasToString(shown);
    assertThat(LegacyDatabase.at(text, none(), none(), none()).shown()).isEqualTo(shown);
  }

  /** The driver writes its URL to the debug log, so the URL must contain no secret. */
  @Test
  void postgresqlGetsItsOptionsSeparatelyFromTheUrl() {
    assertThat(JdbcUrl.of("postgres://b%6Fb:h%2Bu+n%40ter2@db.example/old?sslmode=require&x=a%26b"))
        .isEqualTo(
            new JdbcUrl(
                "jdbc:postgresql://db.example/old",
                Map.of("user", "bob", "password", "h+u+n@ter2", "sslmode", "require", "x", "a&b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:oracle:thin:scott/tiger@//db.example/old",
        "jdbc:mysql://scott:tiger@db.example/old",
        "jdbc:mysql://scott:t%69ger@db.example/old",
        "jdbc:sqlserver://db.example;user=scott;password=tiger",
        "jdbc:postgresql://db.example/old?password=tiger"
      })
  void messageWithASecretIsRecognized(String text) {
    JdbcUrl place = JdbcUrl.of(text);

    assertThat(place.isRevealedBy("access denied, password tiger")).isTrue();
    assertThat(place.isRevealedBy("cannot parse jdbc:other:x")).isTrue();
    assertThat(place.isRevealedBy("no such table")).isFalse();
  }

  private static <T> java.util.Optional<T> none() {
    return java.util.Optional.empty();
  }
}
