package dev.restauth.servicekey;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.cli.Terminal;
import dev.restauth.control.Request;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/** {@code restauth service-key}: the keys of services that ask this one. */
final class ServiceKeyCommand {
  private static final String SCOPE = "--scope";

  private ServiceKeyCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "service-key", "Makes, lists, disables, enables and deletes the keys of services."),
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
                "It is shown only now: only a digest of it is kept.")
            .flags(
                SCOPE,
                "SCOPE",
                "What it may do; once or several times. There are " + Scope.known() + ".")
            .examples(
                "restauth service-key create shop-api --scope tokens:introspect",
                "restauth service-key create --json shop-api --scope tokens:introspect"),
        (parsed, terminal) -> named(parsed, name -> create(name, parsed)));
  }

  private static Asked create(String name, ParseResult parsed) {
    List<String> given = parsed.matchedOptionValue(SCOPE, List.of());
    if (given.isEmpty()) {
      return Asked.usage("say what the key may do with " + SCOPE + ": " + Scope.known());
    }
    // Not repeated: it may be anything that was put into the wrong place.
    return Scope.all(given).isEmpty()
        ? Asked.usage("flag " + SCOPE + ": there are " + Scope.known())
        : new Asked.Ask(
            new Request(
                "service-key.create", Map.of("name", name, "scope", String.join(" ", given))));
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder(
                "list", "Lists the keys: name, state, when it was made, scopes; never the key.")
            .examples("restauth service-key list", "restauth service-key list --json"),
        (parsed, terminal) -> new Asked.Ask(new Request("service-key.list", Map.of())));
  }

  private static OperatorCommand disable() {
    return new OperatorCommand(
        form("disable", "Refuses a key from now on, until it is enabled again.")
            .takingAway()
            .examples("restauth service-key disable shop-api"),
        (parsed, terminal) -> named(parsed, name -> request("service-key.disable", name)));
  }

  private static OperatorCommand enable() {
    return new OperatorCommand(
        form("enable", "Accepts a disabled key again.")
            .examples("restauth service-key enable shop-api"),
        (parsed, terminal) -> named(parsed, name -> request("service-key.enable", name)));
  }

  private static OperatorCommand delete() {
    return new OperatorCommand(
        Confirmation.with(
                form(
                    "delete",
                    "Deletes a key.",
                    "It is refused from now on, and nobody can bring it back; its name is free. At"
                        + " a terminal it asks for the name once more."))
            .examples(
                "restauth service-key delete shop-api",
                "restauth service-key delete --yes shop-api"),
        (parsed, terminal) -> named(parsed, name -> delete(name, parsed, terminal)));
  }

  private static Asked delete(String name, ParseResult parsed, Terminal terminal) {
    return Confirmation.ask(
        new Request("service-key.delete", Map.of("name", name)),
        name,
        "deleting a key",
        "Deleting "
            + name
            + " is for good: whoever uses the key needs a new one.\n"
            + "Type the name once more to delete it: ",
        "was not deleted",
        parsed,
        terminal);
  }

  private static CommandBuilder form(String name, String... description) {
    return new CommandBuilder(name, description).about("NAME", "What the key is called.");
  }

  private static Asked request(String operation, String name) {
    return new Asked.Ask(new Request(operation, Map.of("name", name)));
  }

  /** The name is not repeated: somebody may have given the key instead. */
  private static Asked named(ParseResult parsed, Function<String, Asked> next) {
    String name = Arguments.about(parsed);
    return ServiceKeys.isName(name)
        ? next.apply(name)
        : Asked.usage("NAME cannot be: " + ServiceKeys.NAME_RULE);
  }
}
