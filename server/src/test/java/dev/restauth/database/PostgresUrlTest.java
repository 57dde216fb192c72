package dev.restauth.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.restauth.database.DatabasePlace.Host;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

  @Test
  void formOfTheDriverIsRead() {
    PostgresUrl url =
        PostgresUrl.parse(
            "jdbc:postgresql://one.example:5433,two.example/auth?user=rest&password=hunter%262&sslmode=require");

    assertThat(url.hosts())
        .containsExactly(new Host("one.example", 5433), new Host("two.example", 5432));
    assertThat(url.name()).isEqualTo("auth");
    assertThat(url.user()).contains("rest");
    assertThat(url.password()).contains("hunter&2");
    assertThat(url.options()).isEqualTo(Map.of("sslmode", "require"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "postgresql", "jdbc:postgresql"})
  void formOfLibpqIsRead(String scheme) {
    PostgresUrl url = PostgresUrl.parse(scheme + "://rest:hunter%402+@db.example/auth");

    assertThat(url.hosts()).containsExactly(new Host("db.example", 5432));
    assertThat(url.user()).contains("rest");
    assertThat(url.password()).contains("hunter@2+");
    assertThat(url.options()).isEmpty();
  }

  @Test
  void literalAddressesAreRead() {
    PostgresUrl url =
        PostgresUrl.parse("jdbc:postgresql://[2001:db8::1]:5433,[::1],192.0.2.1/auth");

    assertThat(url.hosts())
        .containsExactly(
            new Host("2001:db8::1", 5433), new Host("::1", 5432), new Host("192.0.2.1", 5432));
    assertThat(url.hosts().getFirst()).hasToString("[2001:db8::1]:5433");
  }

  @Test
  void userAndPasswordAreOptional() {
    PostgresUrl url = PostgresUrl.parse("jdbc:postgresql://localhost/auth");

    assertThat(url.user()).isEmpty();
    assertThat(url.password()).isEmpty();
  }

  /**
   * The refused options would change the guarantees of a commit, the code that runs, or the
   * duration of a call.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "autosave=always",
        "loggerFile=/tmp/all",
        "options=-c%20synchronous_commit=off",
        "preferQueryMode=simple",
        "sslfactory=org.example.TrustsAll",
        "sslhostnameverifier=org.example.AnyName",
        "socketFactory=org.example.Socket",
        "socketTimeout=0",
        "targetServerType=any",
        "raiseExceptionOnSilentRollback=false"
      })
  void otherOptionsAreRefused(String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PostgresUrl.parse("jdbc:postgresql://db.example/auth?" + option))
        .withMessageStartingWith("its options may be user, password and channelBinding, ")
        .withMessageNotContaining(option.substring(option.indexOf('=') + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:hunter2",
        "jdbc:postgresql://hunter2",
        "jdbc:postgresql://db.example/",
        "jdbc:postgresql:///hunter2",
        "postgres://rest:hunter2@/auth",
        "postgres://rest:hunter2@db.example,/auth",
        "postgres://rest:hunter2@db.example:x/auth",
        "postgres://rest:hunter2@db.example:0/auth",
        "postgres://rest:hunter2@db.example:65536/auth",
        "postgres://rest:hunter2@db.example:123456/auth",
        "postgres://rest:hunter2@2001:db8::1/auth",
        "postgres://rest:hunter2%zz@db.example/auth",
        "postgres://rest:hunter2@db.example/auth?sslmode",
        "postgres://rest:hunter2@db.example/auth?sslmode=hunter2",
        "postgres://rest:hunter2@db.example/auth/hunter2"
      })
  void otherFormsAreRefusedWithoutQuotes(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PostgresUrl.parse(text))
        .withMessageMatching("(expected|its options? ).*")
        .withMessageNotContaining("hunter2")
        .withMessageNotContaining("zz")
        .withNoCause();
  }

  @Test
  void textFormOmitsTheUser() {
    assertThat(PostgresUrl.parse("postgres://rest:hunter2@db.example/auth?sslpassword=hunter3"))
        .asString()
        .doesNotContain("rest", "hunter");
  }
}
