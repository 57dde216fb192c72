package dev.restauth.servicekey;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/**
 * The command group {@code restauth service-key}, which manages the keys with which services call
 * this server.
 */
final class ServiceKeyCommand {
  private static final String SCOPE = "--scope";

  private ServiceKeyCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "service-key", "Makes, lists, disables, enables and deletes service keys."),
        create(),
        list(),
        disable(),
        enable(),
        delete());
  }

  private static OperatorCommand create() {
    return new OperatorCommand(
        form(
                "create",
                "Makes a key and prints it.",
                "It is shown only now: the server stores only a digest of it.")
            .flags(
                SCOPE,
                "SCOPE",
                "A scope of the key; may be repeated. The scopes are " + Scope.names() + ".")
            .examples(
                "restauth service-key create shop-api --scope tokens:introspect",
                "restauth service-key create --json shop-api --scope tokens:introspect"),
        (parsed, terminal) -> withName(parsed, name -> create(name, parsed)));
  }

  private static Prepared create(String name, ParseResult parsed) {
    List<String> given = parsed.matchedOptionValue(SCOPE, List.of());
    if (given.isEmpty()) {
      return Prepared.usage("give the scopes of the key with " + SCOPE + ": " + Scope.names());
    }
    // The message does not quote the value, which may be a secret in the wrong place.
    return Scope.parse(given).isEmpty()
        ? Prepared.usage("flag " + SCOPE + ": the scopes are " + Scope.names())
        : new Prepared.Run(
            new Request(
                "service-key.create", Map.of("name", name, "scope", String.join(" ", given))));
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder(
                "list", "Lists the keys: name, state, creation time, scopes; never the key itself.")
            .examples("restauth service-key list", "restauth service-key list --json"),
        (parsed, terminal) -> new Prepared.Run(new Request("service-key.list", Map.of())));
  }

  private static OperatorCommand disable() {
    return new OperatorCommand(
        form("disable", "Disables a key: the server refuses it until it is enabled again.")
            .destructive()
            .examples("restauth service-key disable shop-api"),
        (parsed, terminal) -> withName(parsed, name -> request("service-key.disable", name)));
  }

  private static OperatorCommand enable() {
    return new OperatorCommand(
        form("enable", "Enables a disabled key again.")
            .examples("restauth service-key enable shop-api"),
        (parsed, terminal) -> withName(parsed, name -> request("service-key.enable", name)));
  }

  private static OperatorCommand delete() {
    return new OperatorCommand(
        Confirmation.with(
                form(
                    "delete",
                    "Deletes a key.",
                    "The server refuses it from now on; it cannot be restored. Its name becomes free. At"
                        + " a terminal the command asks for the name once more."))
            .examples(
                "restauth service-key delete shop-api",
                "restauth service-key delete --yes shop-api"),
        (parsed, terminal) -> withName(parsed, name -> delete(name, parsed, terminal)));
  }

  private static Prepared delete(String name, ParseResult parsed, Terminal terminal) {
    return Confirmation.ask(
        new Request("service-key.delete", Map.of("name", name)),
        name,
        "deleting a key",
        "Deleting "
            + name
            + " cannot be undone: a service that uses the key needs a new one.\n"
            + "Type the name once more to delete it: ",
        "was not deleted",
        parsed,
        terminal);
  }

  private static CommandBuilder form(String name, String... description) {
    return new CommandBuilder(name, description).positional("NAME", "The name of the key.");
  }

  private static Prepared request(String operation, String name) {
    return new Prepared.Run(new Request(operation, Map.of("name", name)));
  }

  /**
   * Checks the name. Messages do not quote it, because the operator may have given the key instead.
   */
  private static Prepared withName(ParseResult parsed, Function<String, Prepared> next) {
    String name = Arguments.first(parsed);
    return ServiceKeys.isName(name)
        ? next.apply(name)
        : Prepared.usage("invalid NAME: " + ServiceKeys.NAME_RULE);
  }
}
