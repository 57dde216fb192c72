package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The applications of {@code restauth client create --example}, which log users in and out. */
class ExampleApplicationsTest {
  @TempDir Path folder;

  private OpenidScene scene;

  @BeforeEach
  void start() {
    scene = new OpenidScene(folder);
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void logsInWithExpressAndOpenidClient() throws IOException {
    use("express", "app.mjs", List.of("node", "app.mjs"));
  }

  @Test
  void logsInWithFlaskAndAuthlib() throws IOException {
    use("flask", "app.py", List.of("/usr/bin/python3", "-m", "flask", "run", "--port", "PORT"));
  }

  private void use(String kind, String file, List<String> command) throws IOException {
    try (ExampleApplication application =
        new ExampleApplication(scene, kind, "/callback", file, command)) {
      JsonNode saw =
          OpenidScene.ask(
              "example.mjs",
              scene.question(application.redirectUri()).put("origin", application.origin()));
      assertThat(saw.get("closed").asText()).isEqualTo("/oauth/authorize");
      assertThat(saw.get("forged").asText()).doesNotContain("Hello");
      assertThat(saw.get("page").asText()).as(application.log()).contains("Hello, susan!");
      assertThat(saw.get("again").asText()).contains("Hello, susan!");
      assertThat(saw.get("out").asText()).isEqualTo(application.origin() + "/");
      assertThat(saw.get("after").asText()).isEqualTo("/oauth/authorize");
      assertThat(saw.get("login").asText()).doesNotContain("Hello");
    }
  }

  @Test
  void refusesAnExampleThatItDoesNotHave() {
    assertThat(create("cobol", "{}"))
        .isEqualTo(new Reply.Failed("there is no example cobol: flask, express, spring, browser"));
    assertThat(create("flask", "{\"redirect_uris\":[\"https://shop.example/it's\"]}"))
        .isInstanceOf(Reply.Failed.class);
    assertThat(scene.server().operate("client.show", Map.of("id", "cobol")))
        .isInstanceOf(Reply.Failed.class);
  }

  @Test
  void registersWhatTheExampleNeeds() {
    Map<String, Object> facts = ((Reply.Done) create("browser", "{}")).facts().values();
    assertThat(facts)
        .containsEntry("redirect_uris", List.of("http://127.0.0.1:8000/"))
        .containsEntry("post_logout_redirect_uris", List.of("http://127.0.0.1:8000/"))
        .containsEntry("origins", List.of("http://127.0.0.1:8000"))
        .containsEntry("token_endpoint_auth_method", "none")
        .doesNotContainKey("client_secret");
    for (String kind : List.of("flask", "express", "spring", "browser")) {
      Reply.Done reply =
          kind.equals("browser")
              ? (Reply.Done) create("browser", "browser-2", "{}")
              : (Reply.Done) create(kind, "{}");
      assertThat(String.valueOf(reply.facts().values().get("example")))
          .contains(scene.issuer())
          .doesNotContainPattern("@[A-Z_]+@")
          .doesNotContain("restauth_cs_");
      assertThat(String.join("\n", reply.notes()) + "\n")
          .endsWith(String.valueOf(reply.facts().values().get("example")));
    }
  }

  private Reply create(String kind, String metadata) {
    return create(kind, kind, metadata);
  }

  private Reply create(String kind, String id, String metadata) {
    return scene
        .server()
        .operate("client.create", Map.of("id", id, "metadata", metadata, "example", kind));
  }
}
