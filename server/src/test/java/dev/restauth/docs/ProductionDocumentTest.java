package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restauth.ServerProcess;
import dev.restauth.cli.Cli;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparison of docs/production.md, the systemd units in deploy/ and the program. */
class ProductionDocumentTest {
  private static final Document PAGE = Document.of("docs/production.md");
  private static final String STATE = "/var/lib/restauth";
  private static final String BACKUPS = "/var/lib/restauth-backup";
  private static final Set<String> SECTIONS = Set.of("Unit", "Service", "Timer", "Install");

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir Path folder;

  /**
   * Returns the values of a unit by key, from all sections. Several values of one key keep their
   * order.
   */
  private static Map<String, List<String>> unit(String name) {
    Map<String, List<String>> values = new TreeMap<>();
    for (String line : Document.of("deploy/" + name).text().lines().toList()) {
      if (line.startsWith("[")) {
        assertThat(SECTIONS).contains(line.replaceAll("[\\[\\]]", ""));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        assertThat(parts).as(line).hasSize(2);
        values.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
      }
    }
    return values;
  }

  private static List<String> words(Map<String, List<String>> unit, String key) {
    return unit.getOrDefault(key, List.of()).stream()
        .flatMap(value -> Arrays.stream(value.split(" ", -1)))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Test
  void serverMayWriteOnlyToItsFolders() {
    Map<String, List<String>> unit = unit("restauth.service");
    assertThat(words(unit, "ProtectSystem")).containsExactly("strict");
    assertThat(words(unit, "StateDirectory"))
        .map(name -> "/var/lib/" + name)
        .containsExactlyInAnyOrder(STATE, BACKUPS);
    assertThat(words(unit, "StateDirectoryMode")).containsExactly("0700");
    assertThat(words(unit, "WorkingDirectory")).containsExactly(STATE);
    assertThat(unit).doesNotContainKeys("ReadWritePaths", "ReadOnlyPaths", "DynamicUser");
    assertThat(settings()).contains("data: " + STATE + "\n");
  }

  @Test
  void unitAllowsWhatTheServerNeeds() {
    Map<String, List<String>> unit = unit("restauth.service");
    assertThat(unit)
        .as("the virtual machine compiles, and reads the size of the memory")
        .doesNotContainKeys("MemoryDenyWriteExecute", "ProcSubset", "PrivateNetwork", "Nice");
    assertThat(words(unit, "SystemCallFilter"))
        .as("sched_setscheduler, which lowers the priority of hashing, is in @resources")
        .containsExactly("@system-service", "~@privileged");
    assertThat(words(unit, "RestrictAddressFamilies"))
        .as("HTTP, and the socket for commands")
        .contains("AF_INET", "AF_INET6", "AF_UNIX");
  }

  @Test
  void unitDoesNotRestartAfterWrongSettingsAndWaitsForRequests() {
    Map<String, List<String>> unit = unit("restauth.service");
    assertThat(words(unit, "Restart")).containsExactly("always");
    assertThat(words(unit, "RestartPreventExitStatus")).containsExactly("" + Cli.USAGE);
    String shutdown =
        Document.of("docs/configuration.md")
            .matches("^\\| `shutdown-timeout` \\|.*?\\| `(\\d+)s` \\|")
            .map(found -> found.group(1))
            .findFirst()
            .orElseThrow();
    assertThat(Integer.parseInt(words(unit, "TimeoutStopSec").getFirst()))
        .isGreaterThan(Integer.parseInt(shutdown));
  }

  @Test
  void backupIsWrittenToAWritableFolder() {
    Map<String, List<String>> unit = unit("restauth-backup.service");
    assertThat(String.join(" ", words(unit, "ExecStart")))
        .contains("/usr/bin/restauth backup --config /etc/restauth/restauth.yaml " + BACKUPS + "/");
    assertThat(words(unit, "ReadWritePaths")).containsExactly(STATE, BACKUPS);
    assertThat(words(unit, "User")).isEqualTo(words(unit("restauth.service"), "User"));
    assertThat(unit("restauth-backup.timer")).containsKeys("OnCalendar", "Persistent", "WantedBy");
  }

  @Test
  void pageAndUnitsUseTheSamePaths() {
    Map<String, List<String>> unit = unit("restauth.service");
    String start = String.join(" ", words(unit, "ExecStart"));
    assertThat(start).isEqualTo("/usr/bin/restauth serve --config /etc/restauth/restauth.yaml");
    assertThat(PAGE.text()).contains("cat > /etc/restauth/restauth.yaml <<'END'");
    assertThat(words(unit, "User")).containsExactly("restauth");
    for (String key : List.of("MemoryDenyWriteExecute", "@resources", "ProcSubset=pid")) {
      assertThat(PAGE.text()).contains(key);
    }
  }

  /**
   * The Debian package has the page's settings. Those that only the operator can know are commented
   * out.
   */
  @Test
  void packageHasTheSettingsOfThePage() {
    assertThat(
            Document.of("launcher/deb/restauth.yaml")
                .text()
                .lines()
                .filter(line -> !line.startsWith("# "))
                .map(line -> line.replaceFirst("^#", "")))
        .containsExactlyInAnyOrderElementsOf(settings().lines().toList());
  }

  /**
   * The file with the master key belongs to root. Both units make systemd give the server a copy of
   * this file.
   */
  @Test
  void serverGetsTheMasterKeyFromSystemd() {
    for (String name : List.of("restauth.service", "restauth-backup.service")) {
      Map<String, List<String>> unit = unit(name);
      assertThat(words(unit, "LoadCredential"))
          .containsExactly("master.key:/etc/restauth/master.key");
      assertThat(words(unit, "Environment"))
          .containsExactly("RESTAUTH_MASTER_KEY_FILE=%d/master.key");
    }
    assertThat(settings())
        .as("the server could not read it, and would refuse the settings")
        .doesNotContain("master-key");
  }

  @Test
  void systemdWaitsUntilTheServerIsReady() {
    assertThat(words(unit("restauth.service"), "Type")).containsExactly("notify");
    assertThat(words(unit("restauth.service"), "RestrictAddressFamilies")).contains("AF_UNIX");
  }

  private static String settings() {
    return PAGE.between("restauth.yaml <<'END'\n", "END\n").text();
  }

  /** Starts the server as systemd does, but with other paths. */
  @Test
  void serverStartsWithTheSettingsOfThePage() throws IOException {
    Path etc = Files.createDirectory(folder.resolve("etc"));
    Files.writeString(
        etc.resolve("restauth.yaml"), settings().replace(STATE, folder.resolve("data") + ""));
    Path key =
        Files.writeString(
            Files.createFile(
                etc.resolve("master.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))),
            KEY);
    try (ServerProcess process =
        ServerProcess.serve(
            folder,
            Map.of("RESTAUTH_MASTER_KEY_FILE", key.toString()),
            "--config",
            etc.resolve("restauth.yaml") + "")) {
      HttpCalls calls = process.ready();
      assertThat(calls.get("/").body()).contains("SERVER=https://accounts.example.com\n");
      assertThat(calls.get("/api/users/1").status())
          .as("strangers cannot list the names of users")
          .isEqualTo(401);
      assertThat(process.log().lines().filter(line -> line.contains(" WARN "))).isEmpty();
      assertThat(folder.resolve("data/restauth.sqlite-wal")).exists();
      assertThat(folder.resolve("data/master.key")).doesNotExist();
    }
  }

  /** Requires that systemd is installed, but not that it runs. */
  @ParameterizedTest
  @ValueSource(strings = {"restauth.service", "restauth-backup.service", "restauth-backup.timer"})
  void unitsAreValidForSystemd(String name) throws Exception {
    for (String each :
        List.of("restauth.service", "restauth-backup.service", "restauth-backup.timer")) {
      Files.writeString(
          folder.resolve(each),
          Document.of("deploy/" + each).text().replace("=/usr/bin/restauth", "=/bin/sh"));
    }
    List<String> found = systemdAnalyze("verify", folder.resolve(name) + "");
    assertThat(found.stream().filter(line -> line.contains(folder + "") || line.startsWith(name)))
        .isEmpty();
  }

  /**
   * The page shows the score of one systemd version. Other versions compute the same score or
   * nearly the same.
   */
  @Test
  void securityScoreOfSystemdMatchesThePage() throws Exception {
    String shown = PAGE.matches("\\*\\*(\\d\\.\\d) OK\\*\\*").findFirst().orElseThrow().group(1);
    List<String> lines =
        systemdAnalyze(
            "security",
            "--offline=yes",
            Path.of("..", "deploy", "restauth.service").toRealPath() + "");
    Set<String> levels = new TreeSet<>();
    for (String line : lines) {
      if (line.contains("Overall exposure level")) {
        levels.add(line.replaceFirst(".*: (\\d+\\.\\d) (\\w+).*", "$1 $2"));
      }
    }
    if (!lines.isEmpty()) {
      assertThat(levels).singleElement().asString().endsWith(" OK");
      assertThat(
              Math.abs(
                  Double.parseDouble(levels.iterator().next().split(" ", 2)[0])
                      - Double.parseDouble(shown)))
          .as("%s, the page says %s", levels, shown)
          .isLessThan(0.5);
    }
  }

  /** Other versions of systemd may have other suggestions. */
  @Test
  void pageExplainsEverySuggestionThatTheUnitDoesNotFollow() throws Exception {
    String version = PAGE.matches("of systemd (\\d+)").findFirst().orElseThrow().group(1);
    List<String> shown = systemdAnalyze("--version");
    assumeTrue(!shown.isEmpty() && shown.getFirst().startsWith("systemd " + version + " "));
    Set<String> suggestions = new TreeSet<>();
    for (String line :
        systemdAnalyze(
            "security",
            "--offline=yes",
            Path.of("..", "deploy", "restauth.service").toRealPath() + "")) {
      if (line.startsWith("✗ ")) {
        suggestions.add(line.replaceFirst("✗ (\\w+)=.*", "$1"));
      }
    }
    Set<String> explained = new TreeSet<>();
    PAGE.rows()
        .forEach(
            row ->
                Pattern.compile("`([A-Z]\\w+)[`=]")
                    .matcher(row.getFirst())
                    .results()
                    .forEach(name -> explained.add(name.group(1))));
    explained.remove("RootImage"); // the tool joins it with RootDirectory
    assertThat(explained).isNotEmpty().isEqualTo(suggestions);
  }

  /** Returns the output of systemd-analyze, or an empty list if this machine has no systemd. */
  private static List<String> systemdAnalyze(String... arguments) throws Exception {
    Path program = Path.of("/usr/bin/systemd-analyze");
    if (!Files.isExecutable(program)) {
      return List.of();
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.lines().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
  }
}
