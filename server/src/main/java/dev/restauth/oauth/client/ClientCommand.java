package dev.restauth.oauth.client;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/**
 * The command group {@code restauth client}, which manages the applications that log in their users
 * with this server.
 */
final class ClientCommand {
  private static final String ID = "ID";
  private static final String ID_OF = "The id of the client.";
  private static final String LIMIT = "--limit";
  private static final String AFTER = "--after";

  private ClientCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "client", "Registers, lists, changes and removes clients of OAuth and OpenID Connect."),
        create(),
        list(),
        show(),
        change(),
        disable(),
        enable(),
        remove(),
        rotateSecret());
  }

  private static OperatorCommand create() {
    return new OperatorCommand(
        ClientFlags.addNewTo(
                new CommandBuilder(
                        "create",
                        "Registers a client, and prints its secret if it has one.",
                        "The secret is shown only now: the server stores only a digest of it.")
                    .positional(
                        ID,
                        "Its id: 1 to 64 letters, digits, dots, dashes and underscores, beginning with a"
                            + " letter."))
            .examples(
                "restauth client create shop --redirect-uri https://shop.example/callback",
                "restauth client create trial --example flask",
                "restauth client create app --public --redirect-uri com.example.app:/callback"),
        (parsed, terminal) -> ClientFlags.request("client.create", parsed));
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder(
                "list",
                "Lists the clients: id, state, source, name.",
                "If there is another page, the last line says how to get it.")
            .flag(LIMIT, "N", "Clients on a page, from 1 to 500; 100 without the flag.")
            .flag(AFTER, ID, "Start after this id, the last one of the previous page.")
            .examples("restauth client list", "restauth client list --json --after shop"),
        (parsed, terminal) -> list(parsed));
  }

  private static Prepared list(ParseResult parsed) {
    String limit = parsed.matchedOptionValue(LIMIT, "100");
    if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > ClientListing.MAX_PAGE) {
      return Prepared.usage(
          "flag " + LIMIT + ": expected a whole number from 1 to " + ClientListing.MAX_PAGE);
    }
    String after = parsed.matchedOptionValue(AFTER, "");
    if (parsed.hasMatchedOption(AFTER) && !RegisteredClient.isId(after)) {
      return Prepared.usage("flag " + AFTER + ": expected the id of a client");
    }
    return new Prepared.Run(
        new Request(
            "client.list",
            after.isEmpty() ? Map.of("limit", limit) : Map.of("limit", limit, "after", after)));
  }

  private static OperatorCommand show() {
    return new OperatorCommand(
        new CommandBuilder("show", "Shows a client; never its secrets.")
            .positional(ID, ID_OF)
            .examples("restauth client show shop"),
        (parsed, terminal) -> request("client.show", parsed));
  }

  private static OperatorCommand change() {
    return new OperatorCommand(
        ClientFlags.addTo(
                new CommandBuilder(
                        "change",
                        "Changes what the flags name; the rest stays.",
                        "A flag that may be repeated replaces the whole list.")
                    .positional(ID, ID_OF))
            .examples(
                "restauth client change shop --name \"The Shop\"",
                "restauth client change shop --metadata '{\"pkce\":\"optional\"}'"),
        (parsed, terminal) -> ClientFlags.request("client.change", parsed));
  }

  private static OperatorCommand disable() {
    return new OperatorCommand(
        new CommandBuilder(
                "disable",
                "Disables a client: the server refuses it and all its tokens until it is enabled again.",
                "Its users are logged out of it, and are asked for their consent again.")
            .positional(ID, ID_OF)
            .destructive()
            .examples("restauth client disable shop"),
        (parsed, terminal) -> request("client.disable", parsed));
  }

  private static OperatorCommand enable() {
    return new OperatorCommand(
        new CommandBuilder("enable", "Enables a disabled client again.")
            .positional(ID, ID_OF)
            .examples("restauth client enable shop"),
        (parsed, terminal) -> request("client.enable", parsed));
  }

  private static OperatorCommand remove() {
    return new OperatorCommand(
        Confirmation.with(
                new CommandBuilder(
                        "remove",
                        "Removes a client.",
                        "The server refuses it and all its tokens from now on; it cannot be restored. At a"
                            + " terminal the command asks for the id once more.")
                    .positional(ID, ID_OF))
            .examples("restauth client remove shop", "restauth client remove --yes shop"),
        (parsed, terminal) -> {
          String id = Arguments.first(parsed);
          return Confirmation.ask(
              new Request("client.remove", Map.of("id", id)),
              id,
              "removing a client",
              "Removing "
                  + id
                  + " cannot be undone: its users are logged out of it.\n"
                  + "Type the id once more to remove it: ",
              "was not removed",
              parsed,
              terminal);
        });
  }

  private static OperatorCommand rotateSecret() {
    return new OperatorCommand(
        new CommandBuilder(
                "rotate-secret",
                "Makes a new secret for a client and prints it.",
                "The secret before it stays valid, so that the client can change over; an older one is"
                    + " refused from now on.")
            .positional(ID, ID_OF)
            .destructive()
            .examples("restauth client rotate-secret shop"),
        (parsed, terminal) -> request("client.rotate-secret", parsed));
  }

  private static Prepared request(String operation, ParseResult parsed) {
    List<String> arguments = Arguments.positionals(parsed);
    return new Prepared.Run(new Request(operation, Map.of("id", arguments.getFirst())));
  }
}
