package dev.restauth.config;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.log.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Converts an object in the configuration file to JSON. Each value becomes a string, except {@code
 * true}, {@code false} and {@code null}.
 *
 * @param problems receives each mistake, with the node that contains it
 */
record YamlObjects(BiConsumer<Node, String> problems) {
  private static final int LEVELS_AT_MOST = 16;

  /** Returns the object as JSON on one line. */
  String json(MappingNode node) {
    JsonObject object = object(node, 0);
    return JsonWriter.text(json -> object.members().forEach(json::member));
  }

  private JsonObject object(MappingNode node, int level) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.accept(entry.getKeyNode(), "expected a name");
        continue;
      }
      if (members.put(key.getValue(), value(entry.getValueNode(), level + 1)) != null) {
        problems.accept(key, "\"" + OneLine.escape(key.getValue()) + "\" is given twice");
      }
    }
    return new JsonObject(members);
  }

  private JsonValue value(Node node, int level) {
    if (level > LEVELS_AT_MOST) {
      problems.accept(node, "is nested too deeply");
      return new JsonValue.Null();
    }
    return switch (node) {
      case MappingNode mapping -> object(mapping, level);
      case SequenceNode list ->
          new JsonValue.Array(
              list.getValue().stream().map(item -> value(item, level + 1)).toList());
      case ScalarNode scalar -> scalar(scalar);
      default -> {
        problems.accept(node, "expected a value");
        yield new JsonValue.Null();
      }
    };
  }

  private static JsonValue scalar(ScalarNode scalar) {
    if (scalar.getTag().equals(Tag.NULL)) {
      return new JsonValue.Null();
    }
    return scalar.getTag().equals(Tag.BOOL)
        ? new JsonValue.Truth(scalar.getValue().equalsIgnoreCase("true"))
        : new JsonValue.Text(scalar.getValue());
  }
}
