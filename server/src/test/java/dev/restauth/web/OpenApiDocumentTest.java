package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.http.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The OpenAPI document, which describes all routes of the program and no other routes. */
class OpenApiDocumentTest {
  private static final Map<String, ProblemType> TYPES =
      Arrays.stream(ProblemType.values())
          .collect(Collectors.toMap(ProblemType::uri, Function.identity()));

  private final OpenApi document = OpenApi.read();

  @Test
  void isOpenApi31() {
    assertThat(document.root().get("openapi").asText()).isEqualTo("3.1.0");
  }

  /** The document describes HEAD and OPTIONS, which every path has, once for all paths. */
  @Test
  void describesEveryRouteAndNoOther() {
    Map<String, Set<String>> routes = DeclaredRoutes.methodsByPath();
    routes.values().forEach(methods -> methods.removeAll(Set.of("HEAD", "OPTIONS")));
    assertThat(document.methodsByPath()).isEqualTo(routes);
    assertThat(document.methodsByPath()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(document.root().at("/info/description").asText()).contains("HEAD ", "OPTIONS ");
  }

  /** Generated clients need error statuses, and linters require them. */
  @Test
  void everyOperationDescribesItsErrors() {
    document
        .methodsByPath()
        .forEach(
            (path, methods) ->
                methods.forEach(
                    method ->
                        assertThat(document.statuses(method, path))
                            .as("%s %s", method, path)
                            .anyMatch(status -> status.startsWith("4"))));
  }

  @Test
  void resolvesEveryReferenceAndUsesEveryComponent() {
    List<String> references =
        document.all().stream()
            .filter(node -> node.has("$ref"))
            .map(node -> node.get("$ref").asText())
            .toList();
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.root().at(reference.substring(1)).isObject())
                    .as(reference)
                    .isTrue());
    for (String kind : List.of("responses", "schemas", "headers", "parameters")) {
      document
          .root()
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(
              name -> assertThat(references).contains("#/components/" + kind + "/" + name));
    }
  }

  @Test
  void everyOperationHasAUniqueIdAndADeclaredTag() {
    Set<String> tags =
        StreamSupport.stream(document.root().get("tags").spliterator(), false)
            .map(tag -> tag.get("name").asText())
            .collect(Collectors.toSet());
    Set<String> ids = new HashSet<>();
    document
        .methodsByPath()
        .forEach(
            (path, methods) ->
                methods.forEach(
                    method -> {
                      JsonNode operation = document.operation(method, path);
                      assertThat(ids.add(operation.get("operationId").asText()))
                          .as("%s %s", method, path)
                          .isTrue();
                      assertThat(tags).contains(operation.at("/tags/0").asText());
                      assertThat(operation.has("security")).isTrue();
                    }));
  }

  @Test
  void listsEveryTypeOfProblem() {
    JsonNode listed = document.root().at("/components/schemas/Problem/properties/type/examples");
    assertThat(StreamSupport.stream(listed.spliterator(), false).map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(TYPES.keySet());
  }

  /** Linters compare examples with their schemas, and generated clients refuse other values. */
  @Test
  void examplesHaveRequiredMembersAndListedValues() {
    List<String> mistakes = new ArrayList<>();
    int examples = 0;
    for (JsonNode each : document.all()) {
      if (each.has("schema") && (each.has("example") || each.has("examples"))) {
        List<JsonNode> values = new ArrayList<>(each.path("examples").findValues("value"));
        Optional.ofNullable(each.get("example")).ifPresent(values::add);
        examples += values.size();
        values.forEach(value -> compare(value, each.get("schema"), mistakes));
      }
    }
    assertThat(examples).isGreaterThan(100);
    assertThat(mistakes).isEmpty();
  }

  private void compare(JsonNode value, JsonNode reference, List<String> mistakes) {
    JsonNode schema = document.resolved(reference);
    JsonNode listed = schema.path("enum");
    if (listed.isArray()
        && StreamSupport.stream(listed.spliterator(), false).noneMatch(value::equals)) {
      mistakes.add(value + " is none of " + listed);
    }
    if (value.isObject()) {
      schema
          .path("required")
          .forEach(
              member -> {
                if (!value.has(member.asText())) {
                  mistakes.add(value + " lacks " + member);
                }
              });
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            member ->
                Optional.ofNullable(value.get(member.getKey()))
                    .ifPresent(inner -> compare(inner, member.getValue(), mistakes)));
    if (value.isArray() && schema.has("items")) {
      value.forEach(item -> compare(item, schema.get("items"), mistakes));
    }
  }

  @Test
  void examplesShowOnlyExistingProblems() {
    List<JsonNode> shown =
        document.all().stream()
            .filter(node -> node.path("type").asText().startsWith("https://"))
            .toList();
    assertThat(shown)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            problem -> {
              assertThat(TYPES).containsKey(problem.get("type").asText());
              ProblemType type = Objects.requireNonNull(TYPES.get(problem.get("type").asText()));
              assertThat(problem.get("status").asInt()).isEqualTo(type.status());
              assertThat(problem.get("detail").asText()).isNotBlank();
            });
  }

  @Test
  void examplesShowProblemsUnderTheirStatus() {
    document
        .methodsByPath()
        .forEach(
            (path, methods) ->
                methods.forEach(
                    method ->
                        document
                            .statuses(method, path)
                            .forEach(
                                status ->
                                    assertThat(statusesShown(method, path, status))
                                        .as("%s %s %s", method, path, status)
                                        .allMatch(status::equals))));
  }

  private List<String> statusesShown(String method, String path, String status) {
    return document
        .response(method, path, Integer.parseInt(status))
        .at("/content/application~1problem+json/examples")
        .findValues("status")
        .stream()
        .map(JsonNode::asText)
        .toList();
  }
}
