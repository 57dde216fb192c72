package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * U+0000 in the requests of strangers. PostgreSQL cannot store it in a text, and refuses a query
 * that contains it. This must not look like an outage of the database.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class NulCharacterTest {
  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  @AutoClose private final LogCatcher outages = new LogCatcher("dev.restauth.store.sql.OutageLog");

  private int post(String path, String body) {
    return server.calls().post(path, body).status();
  }

  @Test
  void isAnsweredLikeAnyWrongText() {
    List<String> names = List.of("nobody", "a\\u0000b");
    for (String name : names) {
      assertThat(post("/api/login", "{\"username\":\"%s\",\"password\":\"x\"}".formatted(name)))
          .as(name)
          .isEqualTo(401);
    }
    assertThat(server.calls().get("/api/token", HttpCalls.basic("a\0b", "x")).status())
        .isEqualTo(401);
    for (String path : List.of("/api/factor-removals/stop", "/api/factor-removals/complete")) {
      assertThat(post(path, "{\"code\":\"\\u0000.b\"}"))
          .as(path)
          .isEqualTo(post(path, "{\"code\":\"x.b\"}"));
    }
    assertThat(outages.all()).isEmpty();
  }
}
