package dev.restauth.account;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.PasswordInput;
import dev.restauth.cli.Terminal;
import dev.restauth.log.OneLine;
import dev.restauth.operator.Request;
import dev.restauth.password.Argon2Settings;
import dev.restauth.password.PasswordSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/**
 * The command group {@code restauth user}. {@link UserOperations} performs most of its commands.
 * The package {@code login} performs {@code unlock}, {@code factor} performs {@code
 * remove-factors}, and {@code registration} performs the commands for invitations.
 */
final class UserCommand {
  private static final String ADMIN = "--admin";
  private static final String SERVICE = "--service";
  private static final String OWNER = "--owner";
  private static final String STATE = "--state";
  private static final String LIMIT = "--limit";
  private static final String AFTER = "--after";
  private static final Set<String> STATES = Set.of("active", "disabled", "closed");

  private UserCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "user",
            "Makes, lists, shows, unlocks, disables, enables, logs out and closes accounts, and"
                + " invites users."),
        create(),
        InvitationCommand.invite(),
        InvitationCommand.invitations(),
        InvitationCommand.uninvite(),
        list(),
        show(),
        setPassword(),
        setAttributes(),
        enrol(),
        removeFactors(),
        unlock(),
        disable(),
        enable(),
        endSessions(),
        close());
  }

  private static OperatorCommand create() {
    return new OperatorCommand(
        passwordOptions(
                form(
                    "create",
                    "Makes an account.",
                    "The password is asked for twice, or read from a file; it is never an"
                        + " argument.",
                    "If a server is running, its own settings for passwords count, not those given"
                        + " here."))
            .flag(
                ADMIN,
                "Makes it an administrator: it gets the role administrator, which is made with all"
                    + " administrative scopes if there is none.")
            .flag(
                SERVICE,
                "Makes it a service account, the account of a program: without a password, with keys"
                    + " that administrators make.")
            .flag(
                OWNER,
                "USERNAME",
                "The person who gets the notices of the service account, by the user name.")
            .examples(
                "restauth user create miguel",
                "restauth user create --admin susan",
                "restauth user create --service --owner susan nightly-reports",
                "restauth user create --json --password-file - miguel < password.txt"),
        DatabaseAccess.OPENED_OR_MADE,
        (parsed, terminal) ->
            named(
                parsed,
                name ->
                    parsed.hasMatchedOption(SERVICE)
                        ? forService(name, parsed)
                        : forUser(name, parsed, terminal)));
  }

  private static Prepared forUser(String name, ParseResult parsed, Terminal terminal) {
    if (parsed.hasMatchedOption(OWNER)) {
      return Prepared.usage("flag " + OWNER + ": only service accounts have one, see " + SERVICE);
    }
    return withPassword(
        "user.create",
        parsed.hasMatchedOption(ADMIN) ? Map.of("admin", "true") : Map.of(),
        name,
        parsed,
        terminal);
  }

  private static Prepared forService(String name, ParseResult parsed) {
    for (String other : List.of(ADMIN, PasswordInput.FILE)) {
      if (parsed.hasMatchedOption(other)) {
        return Prepared.usage("flag " + other + ": not for a service account");
      }
    }
    Map<String, String> arguments = new HashMap<>(Map.of("username", name, "service", "true"));
    if (parsed.hasMatchedOption(OWNER)) {
      String owner = parsed.matchedOptionValue(OWNER, "");
      if (owner.isEmpty() || Arguments.mangled(owner)) {
        return Prepared.usage(
            "flag "
                + OWNER
                + (owner.isEmpty() ? ": give a user name" : " " + Arguments.WRONG_LOCALE));
      }
      arguments.put("owner", owner);
    }
    return new Prepared.Run(new Request("user.create", arguments));
  }

  private static CommandBuilder passwordOptions(CommandBuilder form) {
    return form.flag(
            PasswordInput.FILE,
            "FILE",
            "Take the password from the first line of this file, at most 4 KiB of UTF-8; - is"
                + " standard input.")
        .settings(
            PasswordSettings.POLICY,
            PasswordSettings.BLOCKLIST,
            Argon2Settings.MEMORY,
            Argon2Settings.ITERATIONS,
            Argon2Settings.PARALLELISM);
  }

  private static Prepared withPassword(
      String operation,
      Map<String, String> more,
      String name,
      ParseResult parsed,
      Terminal terminal) {
    return switch (PasswordInput.read(name, parsed, terminal)) {
      case PasswordInput.Outcome.Given(String password) -> {
        Map<String, String> arguments = new HashMap<>(more);
        arguments.putAll(Map.of("username", name, "password", password));
        yield new Prepared.Run(new Request(operation, arguments));
      }
      case PasswordInput.Outcome.Missing(int exitCode, String message) ->
          new Prepared.Refuse(exitCode, message);
    };
  }

  private static OperatorCommand setPassword() {
    return new OperatorCommand(
        passwordOptions(
                form(
                    "set-password",
                    "Gives an account another password, and logs it out everywhere.",
                    "For users who have lost theirs. The password is asked for twice, or read from"
                        + " a file; it is never an argument. All sessions and tokens of the account"
                        + " end at once.",
                    "If a server is running, its own settings for passwords count, not those given"
                        + " here."))
            .destructive()
            .examples(
                "restauth user set-password miguel",
                "restauth user set-password --password-file - miguel < password.txt"),
        (parsed, terminal) ->
            named(
                parsed,
                name -> withPassword("user.set-password", Map.of(), name, parsed, terminal)));
  }

  private static OperatorCommand setAttributes() {
    return new OperatorCommand(
        form(
                "set-attributes",
                "Replaces the attributes that administrators give to an account.",
                "The owner of the account cannot change them. Attributes that the setting"
                    + " attribute-claims names are claims of the account's tokens, which must be"
                    + " renewed.")
            .positional("ATTRIBUTES", "A JSON object of at most 8 KiB; {} removes all attributes.")
            .examples("restauth user set-attributes miguel '{\"department\":\"sales\"}'"),
        (parsed, terminal) ->
            named(
                parsed,
                name ->
                    new Prepared.Run(
                        new Request(
                            "user.set-attributes",
                            Map.of("username", name, "attributes", Arguments.second(parsed))))));
  }

  private static OperatorCommand enrol() {
    return new OperatorCommand(
        form(
                "enrol",
                "Prints a code with which a user enrols the second factor that they must have.",
                "For users without a confirmed e-mail address. The code is good once, for a day, and"
                    + " only beside the password. It is shown only now: pass it on to nobody but the user.")
            .examples("restauth user enrol miguel"),
        (parsed, terminal) -> named(parsed, name -> request("user.enrol", name)));
  }

  private static OperatorCommand removeFactors() {
    return new OperatorCommand(
        form(
                "remove-factors",
                "Removes the second factors of an account whose owner has lost them.",
                "The password alone logs in again, so make sure that the owner asks. All sessions and"
                    + " personal keys end, and the owner gets a mail.")
            .destructive()
            .examples("restauth user remove-factors miguel"),
        (parsed, terminal) -> named(parsed, name -> request("user.remove-factors", name)));
  }

  private static OperatorCommand unlock() {
    return new OperatorCommand(
        form(
                "unlock",
                "Resets the failed log-ins to an account.",
                "For users who have to wait, or cannot log in, because an attacker has guessed at"
                    + " their password. It takes effect on all servers of the database. The rate"
                    + " limit of an address that tried many accounts stays.")
            .examples("restauth user unlock miguel"),
        (parsed, terminal) -> named(parsed, name -> request("user.unlock", name)));
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder(
                "list",
                "Lists accounts in the order of their names: number, name, state, time of creation"
                    + " and kind.",
                "If there is another page, the last line says how to get it. Names are never given"
                    + " twice, so those of closed accounts are listed, too.")
            .optionalPositional("PREFIX", "The beginning of the names; without it, all accounts.")
            .flag(STATE, "STATE", "Only accounts in this state: active, disabled or closed.")
            .flag(LIMIT, "N", "Accounts on a page, from 1 to 500; 100 without the flag.")
            .flag(AFTER, "NAME", "Start after this name, the last one of the previous page.")
            .examples("restauth user list", "restauth user list --state disabled --json mig"),
        DatabaseAccess.OPENED,
        UserCommand::list,
        true);
  }

  private static Prepared list(ParseResult parsed, Terminal terminal) {
    Map<String, String> arguments = new HashMap<>();
    arguments.put("prefix", Arguments.first(parsed));
    arguments.put("after", parsed.matchedOptionValue(AFTER, ""));
    if (arguments.values().stream().anyMatch(Arguments::mangled)) {
      return Prepared.usage("PREFIX or " + AFTER + " " + Arguments.WRONG_LOCALE);
    }
    arguments.values().removeIf(String::isEmpty);
    String limit = parsed.matchedOptionValue(LIMIT, "100");
    if (!limit.matches("[0-9]{1,3}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > AccountListing.MAX_PAGE) {
      return Prepared.usage(
          "flag " + LIMIT + ": expected a whole number from 1 to " + AccountListing.MAX_PAGE);
    }
    arguments.put("limit", limit);
    if (parsed.hasMatchedOption(STATE)) {
      String state = parsed.matchedOptionValue(STATE, "");
      if (!STATES.contains(state)) {
        return Prepared.usage("flag " + STATE + ": expected active, disabled or closed");
      }
      arguments.put("state", state);
    }
    return new Prepared.Run(new Request("user.list", arguments));
  }

  private static OperatorCommand show() {
    return new OperatorCommand(
        form(
                "show",
                "Shows an account.",
                "Its number, state and time of creation, and how its password is hashed; not the"
                    + " hash. Instead of the name, a colon and the number also work.")
            .examples(
                "restauth user show miguel",
                "restauth user show :7",
                "restauth user show --json -- -miguel-"),
        DatabaseAccess.OPENED,
        (parsed, terminal) -> named(parsed, name -> request("user.show", name)),
        true);
  }

  private static OperatorCommand disable() {
    return new OperatorCommand(
        form(
                "disable",
                "Locks an account until it is enabled again.",
                "It cannot log in, and all its tokens are revoked at once.")
            .destructive()
            .examples("restauth user disable miguel"),
        (parsed, terminal) -> named(parsed, name -> request("user.disable", name)));
  }

  private static OperatorCommand enable() {
    return new OperatorCommand(
        form(
                "enable",
                "Lets a disabled account log in again.",
                "It keeps its password. Its old tokens stay revoked.")
            .examples("restauth user enable miguel"),
        (parsed, terminal) -> named(parsed, name -> request("user.enable", name)));
  }

  private static OperatorCommand endSessions() {
    return new OperatorCommand(
        form(
                "end-sessions",
                "Logs an account out everywhere.",
                "All its sessions and tokens are revoked at once. Anyone with the password can log"
                    + " in again; to prevent that, use disable.")
            .destructive()
            .examples("restauth user end-sessions miguel"),
        (parsed, terminal) -> named(parsed, name -> request("user.end-sessions", name)));
  }

  private static OperatorCommand close() {
    return new OperatorCommand(
        Confirmation.with(
                form(
                    "close",
                    "Closes an account for good.",
                    "Its password is erased, all its tokens are revoked, and its name is never given"
                        + " to another user. It cannot be undone; to lock an account for a while,"
                        + " use disable.",
                    "At a terminal it asks for the name once more."))
            .examples("restauth user close miguel", "restauth user close --yes miguel"),
        (parsed, terminal) -> named(parsed, name -> close(name, parsed, terminal)));
  }

  private static Prepared close(String name, ParseResult parsed, Terminal terminal) {
    return Confirmation.ask(
        new Request("user.close", Map.of("username", name)),
        name,
        "closing an account",
        "Closing "
            + OneLine.escape(name)
            + " cannot be undone, and its name is never given to another user.\n"
            + "Type the name once more to close it: ",
        "was not closed",
        parsed,
        terminal);
  }

  private static CommandBuilder form(String name, String... description) {
    return new CommandBuilder(name, description)
        .positional("NAME", "The user name. Write -- before one that begins with a dash.");
  }

  private static Prepared request(String operation, String name) {
    return new Prepared.Run(new Request(operation, Map.of("username", name)));
  }

  /** Builds the request for an account with this user name. */
  private interface RequestBuilder {
    Prepared build(String name);
  }

  private static Prepared named(ParseResult parsed, RequestBuilder next) {
    String name = Arguments.first(parsed);
    if (name.isEmpty()) {
      return Prepared.usage("NAME is empty: give a user name");
    }
    return Arguments.mangled(name)
        ? Prepared.usage("NAME " + Arguments.WRONG_LOCALE)
        : next.build(name);
  }
}
