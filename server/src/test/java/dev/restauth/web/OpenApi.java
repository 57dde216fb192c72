package dev.restauth.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The OpenAPI document, for tests.
 *
 * @param root the document
 */
public record OpenApi(JsonNode root) {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /** Returns the document of the program. */
  public static OpenApi read() {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources"))) {
      SequencedSet<String> parts = new LinkedHashSet<>();
      parts.add("/dev/restauth/web/openapi.json");
      files
          .filter(file -> file.endsWith("openapi.json"))
          .map(file -> "/" + Path.of("src", "main", "resources").relativize(file))
          .sorted()
          .forEach(parts::add);
      return new OpenApi(new JsonMapper().readTree(OpenApiDocument.of(parts)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all paths with their methods in capitals. */
  public Map<String, Set<String>> methodsByPath() {
    Map<String, Set<String>> methods = new TreeMap<>();
    root.get("paths")
        .properties()
        .forEach(
            path -> {
              Set<String> here = methods.computeIfAbsent(path.getKey(), any -> new TreeSet<>());
              path.getValue()
                  .fieldNames()
                  .forEachRemaining(
                      name -> {
                        if (METHODS.contains(name)) {
                          here.add(name.toUpperCase(Locale.ROOT));
                        }
                      });
            });
    return methods;
  }

  /** Returns one operation. */
  JsonNode operation(String method, String path) {
    return root.get("paths").get(path).get(method.toLowerCase(Locale.ROOT));
  }

  /** Returns the statuses of an operation, without the default. */
  public Set<String> statuses(String method, String path) {
    Set<String> statuses = new TreeSet<>();
    operation(method, path).get("responses").fieldNames().forEachRemaining(statuses::add);
    statuses.remove("default");
    return statuses;
  }

  /**
   * Returns the statuses of an operation without the status for invalid HTTP, which any call may
   * get.
   */
  public Set<String> statusesOfItsOwn(String method, String path) {
    Set<String> statuses = statuses(method, path);
    statuses.removeIf(
        status ->
            operation(method, path)
                .at("/responses/" + status + "/$ref")
                .asText()
                .endsWith("/MalformedRequest"));
    return statuses;
  }

  /** Returns one response of an operation. */
  JsonNode response(String method, String path, int status) {
    return resolved(operation(method, path).get("responses").path("" + status));
  }

  /** Resolves a reference. Returns any other node unchanged. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Returns all nodes, including the root. */
  List<JsonNode> all() {
    List<JsonNode> all = new ArrayList<>();
    collect(root, all);
    return all;
  }

  private static void collect(JsonNode node, List<JsonNode> all) {
    all.add(node);
    node.forEach(child -> collect(child, all));
  }
}
