package dev.restauth.adopt.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's query, which must be one SELECT. */
class SingleSelectTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT name AS username FROM people",
        "select(1) as username",
        "WITH a AS (SELECT 1 AS username) SELECT * FROM a",
        "-- all of them\n/* but ; not; these */ SELECT username FROM users",
        "SELECT username FROM users WHERE a = ';' AND \"b;\" = 'it''s' AND `c)` = ')('",
        "SELECT username FROM users -- the end",
        "SELECT a - -b / c AS username FROM users",
      })
  void singleSelectIsAccepted(String query) {
    assertThat(new UserQuery(query).text()).isEqualTo(query);
  }

  @Test
  void semicolonAtTheEndIsRemoved() {
    assertThat(new UserQuery(" SELECT 1 AS username ; \n").text())
        .isEqualTo("SELECT 1 AS username");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DELETE FROM users | expected a query that begins with SELECT",
        "SELECTED | expected a query that begins with SELECT",
        "~~ | expected a query that begins with SELECT",
        "SELECT 1; DROP TABLE users | expected one query; there is a semicolon in it",
        "SELECT 1;; | expected one query; there is a semicolon in it",
        "SELECT 1) x; DROP TABLE users; SELECT (1 | the brackets of the query do not match",
        "SELECT (1 | the brackets of the query do not match",
        "SELECT 'a | a quotation mark is never closed",
        "SELECT 1 /* a | a comment is never closed",
      })
  void otherTextsAreRefused(String query, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserQuery(query))
        .withMessage(message);
  }
}
