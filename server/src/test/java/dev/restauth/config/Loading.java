package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads a configuration with a fake host name resolver. */
public final class Loading {
  private final Path folder;
  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  /** Creates a configuration that is loaded in this working directory. */
  public Loading(Path folder) {
    this.folder = folder;
  }

  public Loading flag(String key, String value) {
    flags.put(key, value);
    return this;
  }

  public Loading variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Config config() {
    return ConfigLoader.load(
        Declarations.OURS.settings(),
        flags,
        environment,
        new Environment(folder, Loading::addresses));
  }

  /** Returns the errors of the configuration, one line each. Fails if there are none. */
  public List<String> problems() {
    try {
      config();
    } catch (ConfigException thrown) {
      List<String> lines = thrown.problems().stream().map(SettingProblem::toString).toList();
      assertThat(thrown).hasMessage(String.join("\n", lines));
      assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("\n"));
      return lines;
    }
    throw new AssertionError("loaded without a problem");
  }

  private static List<InetAddress> addresses(String name) {
    return switch (name) {
      case "here.test" -> List.of(InetAddress.ofLiteral("127.0.1.1"), InetAddress.ofLiteral("::1"));
      case "both.test" ->
          List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("192.0.2.1"));
      default -> List.of();
    };
  }
}
