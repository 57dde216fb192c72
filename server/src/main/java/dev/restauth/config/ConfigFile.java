package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads restauth.yaml, which is one mapping of keys to values, lists of values, or lists of
 * objects. It uses the nodes of the parsed document, and creates no Java objects from them. A
 * problem can therefore name its line, and a YAML tag never creates an object.
 */
final class ConfigFile {
  private static final int MOST_BYTES = 64 * 1024;

  private final String name;
  private final Sources sources;
  private final List<SettingProblem> problems;

  /**
   * Creates a reader.
   *
   * @param name the name of the file, as the operator gave it
   */
  ConfigFile(String name, Sources sources, List<SettingProblem> problems) {
    this.name = OneLine.escape(name);
    this.sources = sources;
    this.problems = problems;
  }

  List<GivenSetting> read(Path file) {
    return text(file).flatMap(this::document).map(this::settings).orElse(List.of());
  }

  private Optional<String> text(Path file) {
    if (Files.isDirectory(file)) {
      return problem(name, "is a folder; expected a YAML file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        return problem(name, "is larger than 64 KB");
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      return problem(name, "is not valid UTF-8");
    } catch (NoSuchFileException gone) {
      return problem(name, "is a link to a file that does not exist");
    } catch (AccessDeniedException denied) {
      return problem(name, "cannot be read by the user who runs this");
    } catch (IOException unreadable) {
      return problem(name, "cannot be read (" + unreadable.getClass().getSimpleName() + ")");
    }
  }

  private Optional<Node> document(String text) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(name).setMaxAliasesForCollections(0).build();
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException broken) {
      String where = broken.getProblemMark().map(this::line).orElse(name);
      return problem(where, "is not valid YAML: " + OneLine.escape(broken.getProblem()));
    } catch (YamlEngineException broken) {
      return problem(
          name, "is not valid YAML: " + OneLine.escape(String.valueOf(broken.getMessage())));
    } catch (StackOverflowError nested) {
      return problem(name, "is not valid YAML: nested too deeply");
    }
  }

  private List<GivenSetting> settings(Node document) {
    if (document.getTag().equals(Tag.NULL)) {
      return List.of();
    }
    if (!(document instanceof MappingNode mapping)) {
      problem(line(document), "expected a list of lines such as \"port: 5000\"");
      return List.of();
    }
    List<GivenSetting> given = new ArrayList<>();
    Map<String, String> lines = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String where = line(entry.getKeyNode());
      String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      String before = lines.putIfAbsent(key, where);
      if (before != null) {
        problem(where, "\"" + OneLine.escape(key) + "\" is given twice, first in " + before);
      } else {
        setting(key, where)
            .flatMap(found -> value(found, entry.getValueNode(), where))
            .ifPresent(given::add);
      }
    }
    return given;
  }

  private Optional<Setting<?>> setting(String key, String where) {
    Optional<Setting<?>> setting = sources.key(key, where, "");
    if (setting.isPresent() && setting.get().equals(ConfigLoader.FILE)) {
      return problem(
          where,
          "\""
              + key
              + "\" cannot be set in the file that it names; give it as a flag or a variable");
    }
    return setting;
  }

  private Optional<GivenSetting> value(Setting<?> setting, Node node, String where) {
    return switch (node) {
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) ->
          problem(
              where, "\"" + setting.key() + "\" has no value; remove the line to get the default");
      case ScalarNode scalar -> Optional.of(GivenSetting.of(setting, scalar.getValue(), where));
      case SequenceNode list
          when setting.isList()
              && list.getValue().stream().allMatch(ScalarNode.class::isInstance) ->
          Optional.of(new GivenSetting(setting, texts(list), where));
      case SequenceNode list
          when setting.isObjects()
              && list.getValue().stream().allMatch(MappingNode.class::isInstance) ->
          Optional.of(objects(setting, list, where));
      default -> problem(where, "\"" + setting.key() + "\": expected " + expected(setting));
    };
  }

  private static String expected(Setting<?> setting) {
    if (setting.isObjects()) {
      return "a list of objects";
    }
    return setting.isList() ? "a list of texts" : "a single value";
  }

  private GivenSetting objects(Setting<?> setting, SequenceNode list, String where) {
    YamlObjects objects =
        new YamlObjects((node, what) -> problem(line(node), "\"" + setting.key() + "\": " + what));
    return new GivenSetting(
        setting,
        list.getValue().stream().map(node -> objects.json((MappingNode) node)).toList(),
        where,
        list.getValue().stream().map(this::line).toList());
  }

  private static List<String> texts(SequenceNode list) {
    return list.getValue().stream().map(node -> ((ScalarNode) node).getValue().strip()).toList();
  }

  private <T> Optional<T> problem(String where, String what) {
    problems.add(new SettingProblem(where, what));
    return Optional.empty();
  }

  private String line(Node node) {
    return node.getStartMark().map(this::line).orElse(name);
  }

  private String line(Mark mark) {
    return name + " line " + (mark.getLine() + 1);
  }
}
