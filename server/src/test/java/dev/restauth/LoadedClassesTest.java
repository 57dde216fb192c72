package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks which classes each command loads. Each class costs about 50 µs at startup, and a library
 * has thousands. The lists are in {@code target/loaded}.
 */
class LoadedClassesTest {
  private static final Pattern LOADED = Pattern.compile("\\] ([\\w.$]+) source: ");
  private static final Pattern OF_THE_JDK =
      Pattern.compile("(java|javax|jdk|sun|com\\.sun|org\\.jcp)\\..*");

  /**
   * A feature's declaration loads only the value types of its settings, and the flags that several
   * of its commands share.
   */
  private static final Pattern DECLARED =
      Pattern.compile(
          "dev\\.restauth\\.(\\w+\\.)+\\w+(Declaration|Command|Settings[\\w$]*)"
              + "|dev\\.restauth\\.(http\\.Host|page\\.Page(Color|Logo)|mail\\.(Sender|SmtpServer)|oauth\\.client\\.ClientFlags)");

  /**
   * The packages that depend on no feature, and the root package's classes that list all features.
   */
  private static final Pattern ENGINE =
      Pattern.compile(
          "dev\\.restauth\\.((Main|Declarations|RunningServer)"
              + "|(cli|config|operator|feature|job|log|runtime|version)\\.[\\w$]+|care\\.OperatorCommands[\\w$]*"
              + "|store\\.Store\\w+Exception|store\\.SchemaDefinition|crypto\\.UnusableMasterKey"
              + "|http\\.Authenticator|servicekey\\.Scope|account\\.AccountErasure|store\\.(Snapshots|Store))");

  private static final Pattern NOT_AT_A_START =
      Pattern.compile(
          "(picocli|org\\.flywaydb(?!\\.core\\.api\\.FlywayException)|org\\.bouncycastle|org\\.postgresql|io\\.netty\\.handler\\.(ssl|codec)"
              + "|tools\\.jackson|gg\\.jte|com\\.samskivert\\.mustache(?!\\.MustacheException))\\..*"
              + "|dev\\.restauth\\.trace\\.(?!TraceSettings$).*|dev\\.restauth\\.outbound\\.Operator.*"
              + "|dev\\.restauth\\.(?!cli\\.|care\\.Operator).*Commands?");

  private static final Pattern NOT_IN_A_CHECK =
      Pattern.compile(
          "(io\\.netty|org\\.postgresql|com\\.github\\.benmanes)\\..*"
              + "|dev\\.restauth\\.(listener\\.(?!\\w+Settings$).*|.*Feature|.*Routes)");

  private static final String[] SERVE = {"serve", "--data", "data", "--port", "0"};

  @TempDir Path folder;

  /**
   * Runs the program. Stops a server when it is ready.
   *
   * @param list the name of the list of classes
   */
  private Set<String> loadedBy(String list, String... arguments)
      throws IOException, InterruptedException {
    Path log = folder.resolve(list + ".log");
    List<String> command = new ArrayList<>(ServerProcess.java("dev.restauth.Main"));
    command.add(1, "-Xlog:class+load:file=" + log + "::filecount=0");
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).as("%s", Files.readString(folder.resolve("stderr"))).isNotNull();
      if (arguments[0].equals("serve")) {
        process.toHandle().destroy();
      }
      out.lines().forEach(line -> {});
    }
    assertThat(process.waitFor()).isZero();
    Set<String> classes =
        Files.readAllLines(log).stream()
            .map(LOADED::matcher)
            .filter(Matcher::find)
            .map(loaded -> loaded.group(1).replaceFirst("\\$\\$(Lambda|TypeSwitch).*", ""))
            .filter(name -> !OF_THE_JDK.matcher(name).matches())
            .collect(Collectors.toCollection(TreeSet::new));
    Path lists = Files.createDirectories(Path.of("target", "loaded"));
    Files.write(lists.resolve(list + ".txt"), classes);
    return classes;
  }

  @Test
  void helpLoadsOnlyTheDeclarationsOfFeatures() throws Exception {
    Set<String> help = loadedBy("help", "--help");
    assertThat(help).contains("dev.restauth.cli.Cli", "dev.restauth.account.UserCommand");
    assertThat(help)
        .filteredOn(name -> !name.startsWith("picocli."))
        .filteredOn(name -> !DECLARED.matcher(name).matches())
        .filteredOn(name -> !ENGINE.matcher(name).matches())
        .isEmpty();
  }

  @Test
  @Tag("long")
  void firstStartLoadsMigrationsAndNoJackson() throws Exception {
    Set<String> creation = loadedBy("first-start", SERVE);
    assertThat(creation).contains("org.flywaydb.core.Flyway");
    // Flyway checks whether Jackson is present, but does not use Jackson.
    assertThat(creation)
        .filteredOn(name -> name.startsWith("tools.jackson.databind."))
        .isSubsetOf("tools.jackson.databind.ObjectMapper");
  }

  @Test
  void startLoadsNoCommandsOrMigrationsAndCheckLoadsNoServer() throws Exception {
    TestServer.prepareIn(folder);
    Set<String> start = loadedBy("serve", SERVE);
    assertThat(start)
        .contains("dev.restauth.listener.HttpServer", "dev.restauth.account.AccountFeature");
    assertThat(start).filteredOn(NOT_AT_A_START.asMatchPredicate()).isEmpty();

    Set<String> check = loadedBy("check", "check", "--data", "data");
    assertThat(check).contains("dev.restauth.care.CheckOperation", "dev.restauth.token.SigningKey");
    assertThat(check).filteredOn(NOT_IN_A_CHECK.asMatchPredicate()).isEmpty();
  }
}
