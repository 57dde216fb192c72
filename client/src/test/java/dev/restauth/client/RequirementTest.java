package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes and roles that a route requires, and the response to a token without them. */
@TestInstance(Lifecycle.PER_CLASS)
class RequirementTest {
  private static final String EDITOR =
      Tokens.signed(
          Tokens.KEY,
          claims().claim("scope", "api posts:write").claim("roles", List.of("editor")).build());
  private static final Refusal NO_ROLE =
      new Refusal(403, "WWW-Authenticate", "Bearer error=\"insufficient_scope\"");

  private FakeServer server;
  private Connected connected;

  @BeforeAll
  void connect() throws IOException {
    server = new FakeServer();
    connected = Verifiers.connect(server, Verifiers.calm(server, new TestClock()));
  }

  @AfterAll
  void close() {
    connected.close();
    server.close();
  }

  @Test
  void tokenWithScopeAndRoleIsAllowed() {
    Verdict good = connected.verifier().judge(EDITOR);
    assertThat(Requirement.of("posts:write", "editor").refusal(good)).isEmpty();
    assertThat(Requirement.of("", "editor").refusal(good)).isEmpty();
    assertThat(Requirement.of("api", "").refusal(good)).isEmpty();
    assertThat(Requirement.of("", "").refusal(good)).isEmpty();
    assertThat(Refusal.of(good, "")).isEmpty();
    assertThat(Refusal.of(good, "api")).isEmpty();
  }

  @Test
  void tokenWithoutThemIsForbidden() {
    Verdict good = connected.verifier().judge(EDITOR);
    Refusal noScope = refusalWithout("posts:delete");
    assertThat(Requirement.of("posts:delete", "").refusal(good)).contains(noScope);
    assertThat(Requirement.of("posts:delete", "author").refusal(good)).contains(noScope);
    assertThat(Refusal.of(good, "posts:delete")).contains(noScope);
    assertThat(Requirement.of("api", "author").refusal(good)).contains(NO_ROLE);
    // A role is not a scope.
    assertThat(Requirement.of("editor", "").refusal(good)).contains(refusalWithout("editor"));
    assertThat(Requirement.of("", "posts:write").refusal(good)).contains(NO_ROLE);
    String without = Tokens.good(START, "live");
    assertThat(Requirement.of("", "editor").refusal(connected.verifier().judge(without)))
        .contains(NO_ROLE);
  }

  @Test
  void badTokenIsUnauthorizedWhateverIsRequired() {
    for (Requirement each : List.of(Requirement.of("", ""), Requirement.of("api", "editor"))) {
      assertThat(each.refusal(new Verdict.Bad()))
          .contains(new Refusal(401, "WWW-Authenticate", "Bearer error=\"invalid_token\""));
      assertThat(each.refusal(new Verdict.Unknown()))
          .contains(new Refusal(503, "Retry-After", "3"));
    }
  }

  @Test
  void verifiedTokenRequiresScopesAndRoles() {
    VerifiedToken token = connected.verifier().verify(EDITOR).orElseThrow();
    assertThat(token.hasRole("editor")).isTrue();
    assertThat(token.hasRole("posts:write")).isFalse();
    assertThat(token.roles()).containsExactly("editor");
    token.requireScope("posts:write");
    token.requireRole("editor");
    assertThat(
            catchThrowableOfType(
                    InsufficientScopeException.class, () -> token.requireScope("posts:delete"))
                .refusal())
        .isEqualTo(refusalWithout("posts:delete"));
    assertThat(
            catchThrowableOfType(
                    InsufficientScopeException.class, () -> token.requireRole("posts:write"))
                .refusal())
        .isEqualTo(NO_ROLE);
    assertThatThrownBy(() -> token.requireScope("editor"))
        .hasMessage("the token lacks the scope editor");
    assertThatThrownBy(() -> token.requireRole("author"))
        .hasMessage("the token lacks the role author");
  }

  /** Otherwise a response header would contain these invalid names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "posts:read posts:write",
        " ",
        "a\"",
        "a\\",
        "a\r\nSet-Cookie: a=b",
        "a\tb",
        "\u007f",
        "é",
        "💥",
        "\0"
      })
  void otherNamesAreRefusedImmediately(String name) {
    VerifiedToken token = connected.verifier().verify(EDITOR).orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(() -> Requirement.of(name, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> Requirement.of("", name));
    assertThatIllegalArgumentException().isThrownBy(() -> Refusal.of(new Verdict.Bad(), name));
    assertThatIllegalArgumentException().isThrownBy(() -> token.requireScope(name));
    assertThatIllegalArgumentException().isThrownBy(() -> token.requireRole(name));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new dev.restauth.client.servlet.BearerTokenFilter(connected.verifier(), "", name));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new dev.restauth.client.servlet.BearerTokenFilter(connected.verifier(), name));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new dev.restauth.client.helidon.BearerTokenFilter(connected.verifier(), "", name));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new dev.restauth.client.helidon.BearerTokenFilter(connected.verifier(), name));
  }

  @Test
  void emptyNameIsNotRequired() {
    VerifiedToken token = connected.verifier().verify(EDITOR).orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(() -> token.requireScope(""));
    assertThatIllegalArgumentException().isThrownBy(() -> token.requireRole(""));
  }

  /** The characters are those of RFC 6749, section 3.3. */
  @Test
  void allCharactersOfScopesAreAllowed() {
    StringBuilder name = new StringBuilder();
    for (char each = 0x21; each < 0x7F; each++) {
      name.append(each == '"' || each == '\\' ? "" : each);
    }
    assertThat(Requirement.of(name + "", name + "").toString()).contains(name);
  }

  private static Refusal refusalWithout(String scope) {
    return new Refusal(
        403, "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
  }

  private static JWTClaimsSet.Builder claims() {
    return Tokens.claims(START, "live");
  }
}
