package dev.restauth.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.restauth.Declarations;
import dev.restauth.config.ConfigLoader;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behavior that all commands share. */
class CliTest {
  private static final String SECRET = "hunter2";

  /** A complete command line for each command that sends a request. */
  private static final Map<String, List<String>> COMPLETE =
      Map.ofEntries(
          entry("user create", List.of("user", "create", "miguel", "--password-file", "-")),
          entry("user invite", List.of("user", "invite", "miguel@example.com")),
          entry("user invitations", List.of("user", "invitations")),
          entry("user uninvite", List.of("user", "uninvite", "i".repeat(22))),
          entry("user list", List.of("user", "list")),
          entry("user show", List.of("user", "show", "miguel")),
          entry(
              "user set-password",
              List.of("user", "set-password", "miguel", "--password-file", "-")),
          entry("user set-attributes", List.of("user", "set-attributes", "miguel", "{}")),
          entry("user enrol", List.of("user", "enrol", "miguel")),
          entry("user remove-factors", List.of("user", "remove-factors", "miguel")),
          entry("user unlock", List.of("user", "unlock", "miguel")),
          entry("user disable", List.of("user", "disable", "miguel")),
          entry("user enable", List.of("user", "enable", "miguel")),
          entry("user end-sessions", List.of("user", "end-sessions", "miguel")),
          entry("user close", List.of("user", "close", "miguel", "--yes")),
          entry("role define", List.of("role", "define", "editor", "--scope", "posts:read")),
          entry("role list", List.of("role", "list")),
          entry("role assign", List.of("role", "assign", "editor", "miguel")),
          entry("role take", List.of("role", "take", "editor", "miguel")),
          entry("role delete", List.of("role", "delete", "editor")),
          entry("org create", List.of("org", "create", "acme", "--owner", "miguel")),
          entry("org list", List.of("org", "list")),
          entry("org show", List.of("org", "show", "acme")),
          entry("org rename", List.of("org", "rename", "acme", "Acme")),
          entry("org members", List.of("org", "members", "acme")),
          entry("org add", List.of("org", "add", "acme", "miguel", "--role", "member")),
          entry("org remove", List.of("org", "remove", "acme", "miguel")),
          entry("org define", List.of("org", "define", "admin", "--scope", "posts:read")),
          entry("org delete", List.of("org", "delete", "acme", "--yes")),
          entry(
              "service-key create",
              List.of("service-key", "create", "shop-api", "--scope", "tokens:introspect")),
          entry(
              "client create",
              List.of("client", "create", "shop", "--redirect-uri", "https://shop.example/cb")),
          entry("client list", List.of("client", "list")),
          entry("client show", List.of("client", "show", "shop")),
          entry("client change", List.of("client", "change", "shop", "--name", "The Shop")),
          entry("client disable", List.of("client", "disable", "shop")),
          entry("client enable", List.of("client", "enable", "shop")),
          entry("client remove", List.of("client", "remove", "shop", "--yes")),
          entry("client rotate-secret", List.of("client", "rotate-secret", "shop")),
          entry("service-key list", List.of("service-key", "list")),
          entry("service-key disable", List.of("service-key", "disable", "shop-api")),
          entry("service-key enable", List.of("service-key", "enable", "shop-api")),
          entry("service-key delete", List.of("service-key", "delete", "shop-api", "--yes")),
          entry("mail list", List.of("mail", "list")),
          entry("mail retry", List.of("mail", "retry", "r".repeat(22))),
          entry("mail test", List.of("mail", "test", "miguel@example.com")),
          entry("mail preview", List.of("mail", "preview", "password-reset")),
          entry("key list", List.of("key", "list")),
          entry("key rotate", List.of("key", "rotate")),
          entry("key revoke", List.of("key", "revoke", "KID")),
          entry("key rewrap", List.of("key", "rewrap")),
          entry("backup", List.of("backup", "copy")),
          entry("restore", List.of("restore", "copy")),
          entry("after-restore", List.of("after-restore", "--yes", "auth")),
          entry("erased-accounts", List.of("erased-accounts", "list")),
          entry("check", List.of("check")),
          entry("build-blocklist", List.of("build-blocklist", "list", "--output", "filter")),
          entry("tune-passwords", List.of("tune-passwords")),
          entry("status", List.of("status")),
          entry("reload", List.of("reload")),
          entry("check-config", List.of("check-config")),
          entry("config show", List.of("config", "show")),
          entry("config running", List.of("config", "running")),
          entry("migrate-database", List.of("migrate-database", "jdbc:sqlite:a", "jdbc:sqlite:b")),
          entry("dev fill", List.of("dev", "fill", "7", "--this-is-a-test-database")),
          entry("adopt rest-auth", List.of("adopt", "rest-auth", "db.sqlite")),
          entry("adopt django", List.of("adopt", "django", "users.json")),
          entry("adopt flask", List.of("adopt", "flask", "app.db")),
          entry("adopt sql", List.of("adopt", "sql", "app.db", "--query", "SELECT 1")),
          entry("adopt keycloak", List.of("adopt", "keycloak", "realm.json")),
          entry("adopt firebase", List.of("adopt", "firebase", "users.json")),
          entry("adopt auth0", List.of("adopt", "auth0", "users.ndjson")),
          entry("adopt supabase", List.of("adopt", "supabase", "users.csv")),
          entry("adopt kratos", List.of("adopt", "kratos", "identities.json")),
          entry("adopt htpasswd", List.of("adopt", "htpasswd", ".htpasswd")),
          entry("adopt ldif", List.of("adopt", "ldif", "people.ldif")),
          entry("adopt csv", List.of("adopt", "csv", "users.csv")));

  /** The commands without settings for the location of the database. */
  private static final Set<String> WITHOUT_DATABASE = Set.of("build-blocklist", "migrate-database");

  @TempDir Path folder;

  static List<String> operations() {
    return COMPLETE.keySet().stream().sorted().toList();
  }

  static List<String> onTheDatabase() {
    return operations().stream().filter(name -> !WITHOUT_DATABASE.contains(name)).toList();
  }

  static List<String> all() {
    return CommandTree.names();
  }

  @Test
  void testsCoverEveryCommand() {
    assertThat(all()).containsExactlyInAnyOrderElementsOf(with("serve", operations()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyCommandHasHelp(String command) {
    Attempt.Result help = new Attempt().run(CommandTree.words(command, "--help"));

    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: restauth " + command);
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(help.out()).contains(CommandTree.flags(command));
    assertThat(CommandTree.flags(command).contains("--data"))
        .isEqualTo(!WITHOUT_DATABASE.contains(command));
    assertThat(help.out()).doesNotContain("--master-key=").doesNotContain("%");
    assertThat(help.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyExampleInTheHelpIsValid(String command) throws IOException {
    Files.writeString(folder.resolve("key.txt"), "a key");
    Files.writeString(folder.resolve("pw.txt"), "a password");
    String help = new Attempt().run(CommandTree.words(command, "--help")).out();
    List<String> examples =
        help.substring(help.indexOf("Example"))
            .lines()
            .skip(1)
            .filter(line -> line.startsWith("  restauth "))
            .map(line -> line.strip().replaceFirst(" < .*", ""))
            .toList();

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(example).startsWith("restauth " + command);
      Attempt.Result result =
          new Attempt()
              .in(folder)
              .typing("python", "python")
              .run(Attempt.words(example.substring("restauth ".length())));
      assertThat(result.exitCode()).as(example + result.err()).isNotEqualTo(Cli.USAGE);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void printsFactsAsOneJsonObjectOnly(String command) throws IOException {
    Reply reply =
        Reply.done(
            Facts.NONE
                .with("name", "m\"\u009b\u202e\u007f\ud83d\ude00é\n")
                .with("id", 1L << 60)
                .with("active", true)
                .with("problems", List.of("a", "b")),
            "A note.");

    Attempt.Result result = complete(command, new Attempt().reply(reply), "--json");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).hasLineCount(1).matches("[ -~]+\n");
    assertThat(
            new ObjectMapper().readValue(result.out(), new TypeReference<Map<String, Object>>() {}))
        .isEqualTo(
            Map.of(
                "name",
                "m\"\u009b\u202e\u007f\ud83d\ude00é\n",
                "id",
                1L << 60,
                "active",
                true,
                "problems",
                List.of("a", "b")));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void printsNotesWithEscapedControlCharacters(String command) {
    Reply reply = Reply.done(Facts.NONE, "First.", "\u001b[31mSecond\n.");

    Attempt.Result result = complete(command, new Attempt().reply(reply));

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("First.\n\\u001b[31mSecond\\n.\n");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void printsTheReasonOfAFailure(String command) {
    Attempt failing = new Attempt().reply(new Reply.Failed("no such thing\n\u001b[2J: look"));

    Attempt.Result result = complete(command, failing, "--json");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("restauth: no such thing\nrestauth: \\u001b[2J: look\n");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void listsEveryProblemOfTheConfiguration(String command) {
    Attempt wrong =
        new Attempt()
            .operating(
                (flags, reach, request, progress) -> {
                  ConfigLoader.load(
                      Declarations.OURS.settings(),
                      Map.of("port", "x", "host", ""),
                      Map.of(),
                      folder);
                  return Reply.done(Facts.NONE);
                });

    Attempt.Result result = complete(command, wrong);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .hasLineCount(2)
        .contains("restauth: flag --port: ", "restauth: flag --host: ");
  }

  @ParameterizedTest
  @MethodSource("onTheDatabase")
  void passesOnTheGivenSettings(String command) {
    Attempt.Result result =
        complete(command, new Attempt(), "--data", "d", "--config=c", "--master-key-file", "-k");

    assertThat(result.err()).isEmpty();
    assertThat(result.flags())
        .containsExactly(Map.of("data", "d", "config", "c", "master-key-file", "-k"));
    assertThat(result.requests())
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.operation())
                    .isEqualTo(command.startsWith("adopt ") ? "adopt" : command.replace(' ', '.')));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void passesOnItsDatabaseAccess(String command) {
    DatabaseAccess expected =
        switch (command) {
          case "build-blocklist",
              "migrate-database",
              "tune-passwords",
              "check-config",
              "config show" ->
              DatabaseAccess.WITHOUT_DATABASE;
          case "status", "reload", "config running" -> DatabaseAccess.SERVER;
          case "backup", "check", "after-restore", "erased-accounts" -> DatabaseAccess.WHOLE;
          case "restore" -> DatabaseAccess.REPLACED;
          case "user create", "dev fill" -> DatabaseAccess.OPENED_OR_MADE;
          default ->
              command.startsWith("adopt ") ? DatabaseAccess.OPENED_OR_MADE : DatabaseAccess.OPENED;
        };
    assertThat(complete(command, new Attempt()).reaches()).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void doesNotPassOnAMasterKey(String command) {
    for (String[] flag : new String[][] {{"--master-key=" + SECRET}, {"--master-key", SECRET}}) {
      Attempt.Result result = complete(command, new Attempt(), flag);
      assertThat(result.flags()).containsExactly(Map.of("master-key", ""));
      assertThat(result.out() + result.err()).isEmpty();
    }
  }

  @Test
  void servesWithTheGivenSettings() {
    Attempt.Result result =
        new Attempt().run("serve", "--port", "0", "--insecure-http", "--master-key=" + SECRET);
    assertThat(result.exitCode()).isZero();
    assertThat(result.served())
        .containsExactly(Map.of("port", "0", "insecure-http", "true", "master-key", ""));
    assertThat(result.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "role", "org", "client", "service-key", "key", "dev"})
  void listsTheCommandsOfAGroupWithoutASubcommand(String group) {
    Attempt.Result result = new Attempt().run(group);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Usage: restauth " + group).contains("Commands:");
    assertThat(new Attempt().run(group, "--help").exitCode()).isZero();
  }

  @Test
  void listsTheCommandsWithoutArguments() {
    assertThat(new Attempt().run().exitCode()).isEqualTo(2);
    assertThat(new Attempt().run("--help").out())
        .contains("serve", "user", "backup", "restore", "check", "dev", "Exit codes: 0 done");
    assertThat(new Attempt().run("--version").out())
        .isEqualTo(Version.OURS + "\n")
        .matches(
            "REST-auth [0-9]+\\.[0-9]+\\.[0-9]+ \\(commit ([0-9a-f]{12}(-dirty)?|unknown)\\)\n");
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesAFlagThatIsGivenTwice(String command) {
    List<String[]> twice = new ArrayList<>();
    if (CommandTree.flags(command).contains("--data")) {
      twice.add(new String[] {"--data", "a", "--data", "b"});
      twice.add(new String[] {"--data=a", "--data=a"});
    }
    if (!command.equals("serve")) {
      twice.add(new String[] {"--json", "--json"});
    } else {
      twice.add(new String[] {"--insecure-http", "--insecure-http"});
    }
    for (String[] more : twice) {
      Attempt.Result result = complete(command, new Attempt(), more);
      String flag = more[0].split("=", 2)[0];
      assertThat(result.exitCode()).as(flag).isEqualTo(2);
      assertThat(result.err())
          .startsWith("restauth: the flag " + flag + " is given twice: leave one out");
      assertThat(result.requests()).isEmpty();
      assertThat(result.served()).isEmpty();
    }
  }

  @Test
  void describesSharedFlagsOnce() {
    String explained = "Folder for the database and the master key";
    assertThat(new Attempt().run("--help").out()).containsOnlyOnce("--data=").contains(explained);
    for (String command : onTheDatabase()) {
      assertThat(new Attempt().run(CommandTree.words(command, "--help")).out())
          .doesNotContain(explained)
          .contains("restauth --help:", "--data", "--json");
    }
  }

  @Test
  void readsNoArgumentsFromFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("arguments"), "miguel");
    Attempt.Result result = new Attempt().run("user", "show", "@" + file);
    assertThat(result.requests())
        .singleElement()
        .satisfies(request -> assertThat(request.argument("username")).isEqualTo("@" + file));
  }

  private static Attempt.Result complete(String command, Attempt attempt, String... more) {
    List<String> complete =
        command.equals("serve") ? List.of("serve") : Objects.requireNonNull(COMPLETE.get(command));
    return attempt
        .input("python\n")
        .run(Stream.concat(complete.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private static List<String> with(String one, List<String> others) {
    return Stream.concat(Stream.of(one), others.stream()).toList();
  }
}
