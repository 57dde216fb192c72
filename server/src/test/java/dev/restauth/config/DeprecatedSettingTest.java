package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deprecated setting, which still works. A warning names each place that sets it. */
class DeprecatedSettingTest {
  private static final Setting<Boolean> SHOUT =
      Setting.of("shout", Group.LOGGING, ValueType.flag(), "false", "Write in capitals")
          .deprecated("use volume instead");

  private static final Catalog CATALOG =
      new Catalog(
          new Settings() {
            @Override
            public List<Setting<?>> all() {
              return List.of(SHOUT);
            }
          });

  @TempDir Path folder;
  private Environment machine;

  @BeforeEach
  void setUp() {
    machine = new Environment(folder, _ -> List.<InetAddress>of());
  }

  @Test
  void isNamedAtEachPlaceThatGivesIt() throws Exception {
    Files.writeString(folder.resolve("restauth.yaml"), "\nshout: true\n");
    Config config =
        ConfigLoader.load(CATALOG, Map.of(), Map.of("RESTAUTH_SHOUT", "false"), machine);
    assertThat(config.get(SHOUT)).isFalse();
    String what =
        ": \"shout\" is deprecated, and a later version will refuse it: use volume instead";
    assertThat(config.warnings())
        .containsExactly("restauth.yaml line 2" + what, "variable RESTAUTH_SHOUT" + what);
  }

  @Test
  void isNotNamedIfNothingGivesIt() {
    Config config = ConfigLoader.load(CATALOG, Map.of(), Map.of(), machine);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void helpNamesTheReplacement() {
    assertThat(SHOUT.description()).isEqualTo("Write in capitals (deprecated: use volume instead)");
  }
}
