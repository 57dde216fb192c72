package dev.restauth.personalkey;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.event.EventCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Secrecy of personal keys. Only the response to the creation of a key contains its text; the
 * database, the log, exports and events do not.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class KeySecretsTest {
  private static final String SUSAN = basic("susan", "python");

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(new SetClock(), Map.of()).on(() -> database).withAccount("susan", "python");

  @Test
  void aKeyIsStoredNowhere() throws IOException {
    KeyScene scene = new KeyScene(server);
    List<String> said = new ArrayList<>();
    MadeKey key;
    try (LogCatcher log = new LogCatcher("dev.restauth")) {
      key = scene.make("susan", "api");
      scene.trade(key);
      scene.works(key.text());
      scene.outcome("/api/resource", basic("token", key.text()));
      scene.outcome("/api/resource", basic("nobody", key.text()));
      scene.outcome("/api/me/keys", key.bearer());
      scene.create("{\"name\":7,\"scopes\":[\"" + key.text() + "\"]}", SUSAN);
      scene.delete(key.text(), SUSAN);
      String service = server.serviceKey("shop", "tokens:introspect");
      server.calls().form("/oauth/introspect", "token=" + key.text(), bearer(service));
      said.add(server.calls().get(KeyScene.KEYS, SUSAN).body());
      said.add(server.calls().get("/api/me/export", SUSAN).body());
      server.calls().form("/oauth/revoke", "token=" + key.text());
      server.runMaintenance();
      EventCalls.to(server).all().forEach(event -> said.add(event.toString()));
      said.addAll(log.takeAll());
    }
    String random = key.text().substring("restauth_pat_".length() + 4);
    assertThat(said).hasSizeGreaterThan(5).noneMatch(text -> text.contains(random));
    assertThat(stored()).contains("susan").doesNotContain(random);
  }

  /** Returns everything that the server stores, as characters of one byte each. */
  private String stored() throws IOException {
    if (server.rows().isPresent()) {
      return new String(server.rows().get(), StandardCharsets.ISO_8859_1);
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(server.folder())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
