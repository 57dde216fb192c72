package dev.restauth.servicekey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.crypto.SecretText;
import dev.restauth.operator.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceKeyCommandTest {
  private static final String SCOPES = "tokens:introspect, revocations:read, events:read";

  @Test
  void asksForAKeyWithScopes() {
    assertThat(
            new Attempt()
                .run("service-key", "create", "shop-api", "--scope", "tokens:introspect")
                .requests())
        .containsExactly(create("tokens:introspect"));
    assertThat(
            new Attempt()
                .run(
                    "service-key",
                    "create",
                    "--scope=revocations:read",
                    "shop-api",
                    "--scope",
                    "tokens:introspect")
                .requests())
        .containsExactly(create("revocations:read tokens:introspect"));
  }

  private static Request create(String scope) {
    return new Request("service-key.create", Map.of("name", "shop-api", "scope", scope));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokens:all", "", " ", "tokens:introspect revocations:read", "hunter2"})
  void unknownScopeIsRefusedWithAListOfScopes(String scope) {
    Attempt.Result result =
        new Attempt()
            .run("service-key", "create", "a", "--scope", "tokens:introspect", "--scope", scope);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("restauth: flag --scope: the scopes are " + SCOPES + "\n");
    assertThat(result.requests()).isEmpty();
  }

  @Test
  void keyWithoutAScopeIsRefused() {
    Attempt.Result result = new Attempt().run("service-key", "create", "shop-api");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--scope", SCOPES);
    assertThat(result.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "enable"})
  void requestNamesTheKey(String command) {
    assertThat(new Attempt().run("service-key", command, "shop-api").requests())
        .containsExactly(new Request("service-key." + command, Map.of("name", "shop-api")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "disable", "enable", "delete"})
  void invalidNameIsNotQuoted(String command) {
    for (String name : new String[] {SecretText.SERVICE_KEY.next(), "Shop", "", "sh\u00f6p"}) {
      Attempt.Result result = new Attempt().typing(name).run("service-key", command, name);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).hasLineCount(1).startsWith("restauth: invalid NAME: a key's name");
      assertThat(result.err()).doesNotContain("restauth_sk_");
      assertThat(result.requests()).isEmpty();
    }
  }

  @Test
  void deletesIfTheNameIsTypedAgain() {
    Attempt.Result result =
        new Attempt().typing("shop-api").run("service-key", "delete", "shop-api");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .contains("Deleting shop-api cannot be undone")
        .endsWith("to delete it: ");
    assertThat(result.requests())
        .containsExactly(new Request("service-key.delete", Map.of("name", "shop-api")));
  }

  @Test
  void deletesNothingElse() {
    for (String[] typed : new String[][] {{"shop"}, {""}, {}, {"y"}}) {
      Attempt.Result result = new Attempt().typing(typed).run("service-key", "delete", "shop-api");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("shop-api was not deleted");
      assertThat(result.requests()).isEmpty();
    }
    Attempt.Result refused = new Attempt().run("service-key", "delete", "shop-api");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("deleting a key", "--yes");
    assertThat(refused.requests()).isEmpty();
    assertThat(new Attempt().run("service-key", "delete", "shop-api", "--yes").requests())
        .hasSize(1);
  }
}
