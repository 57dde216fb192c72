package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private static final String SID = "0123456789abcdefgh-_XY";

  private final RouteTable routes =
      new RouteTable()
          .route(Method.GET, "/a", Access.ALL, _ -> Answer.empty())
          .route(Method.GET, "/a/{id}", Access.ALL, _ -> Answer.empty())
          .route(Method.GET, "/a/0/b", Access.ALL, _ -> Answer.empty())
          .route(Method.PUT, "/a/{id}/b", Access.USER, _ -> Answer.empty())
          .route(Method.DELETE, "/a/{id}/b/{sid}", Access.service("b:end"), _ -> Answer.empty())
          .route(Method.GET, "/{sid}/c", Access.ALL, _ -> Answer.empty());

  private Optional<Map<String, String>> parameters(String path) {
    return routes.match(path).map(RouteTable.Match::parameters);
  }

  private String allow(String path) {
    return routes.match(path).orElseThrow().resource().allow();
  }

  @Test
  void placeholdersMayBeAnywhere() {
    assertThat(parameters("/a")).hasValue(Map.of());
    assertThat(parameters("/a/7")).hasValue(Map.of("id", "7"));
    assertThat(parameters("/a/007/b")).hasValue(Map.of("id", "007"));
    assertThat(parameters("/a/7/b/" + SID)).hasValue(Map.of("id", "7", "sid", SID));
    assertThat(parameters("/" + SID + "/c")).hasValue(Map.of("sid", SID));
  }

  @Test
  void literalPathsTakePrecedence() {
    assertThat(allow("/a/0/b")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(allow("/a/1/b")).isEqualTo("PUT, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a",
        "/a/",
        "//a",
        "/a//b",
        "/a/7/",
        "/a/-7",
        "/a/7/b/",
        "/a/7/c",
        "/A/7",
        "/a/7/b/short",
        "/a/7/b/0123456789abcdefgh-_X=",
        "/a/{id}",
        "/a/%37",
        "/a/7;x=1",
        "/a/7/../7",
        "/a/./7",
        "/a/7/b/x/y",
        "/c",
        "//c"
      })
  void noOtherSpellingMatches(String path) {
    assertThat(parameters(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/{anything}",
        "/a/{}",
        "/a/{id",
        "/a/{",
        "/a/id}{",
        "/a/x{id}",
        "/{id}/{id}",
        "/a/{id}x"
      })
  void aPathWithAnInvalidPlaceholderIsRefused(String path) {
    assertThatThrownBy(() -> routes.route(Method.GET, path, Access.ALL, _ -> Answer.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDuplicateRouteIsRefused() {
    assertThatThrownBy(() -> routes.route(Method.GET, "/a", Access.USER, _ -> Answer.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a");
  }
}
