package dev.restauth.token;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.cli.Terminal;
import dev.restauth.operator.Request;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/**
 * The command group {@code restauth key}, for the signing keys and for the master key that encrypts
 * them.
 */
final class KeyCommand {
  private static final String AT_ONCE = "--at-once";

  private KeyCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "key", "Lists, rotates and revokes signing keys; moves to a new master key."),
        list(),
        rotate(),
        revoke(),
        rewrap());
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder(
                "list",
                "Lists the signing keys.",
                "In the order in which they sign: id, algorithm, state and since when. A key is"
                    + " published before it signs. A retiring key no longer signs; it is deleted"
                    + " when the last token that it signed has expired.")
            .examples("restauth key list", "restauth key list --json"),
        (parsed, terminal) -> new Prepared.Run(new Request("key.list", Map.of())));
  }

  private static OperatorCommand rotate() {
    return new OperatorCommand(
        new CommandBuilder(
                "rotate",
                "Publishes the next signing key, which signs in ten minutes.",
                "Keys also rotate automatically, see the setting key-rotation. No user has to log"
                    + " in again.")
            .flag(
                AT_ONCE,
                "Sign with it now. Resource servers that verify tokens themselves may not know the"
                    + " key for some minutes.")
            .examples("restauth key rotate"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "key.rotate",
                    Map.of("at_once", Boolean.toString(parsed.hasMatchedOption(AT_ONCE))))));
  }

  private static OperatorCommand revoke() {
    return new OperatorCommand(
        new CommandBuilder(
                "revoke",
                "Revokes a signing key that may have leaked.",
                "Every token that it signed is revoked at once. If it is the current signing key, a"
                    + " new one is made and signs from then on.")
            .positional(
                "KID",
                "The id of the key, as restauth key list shows it. Write -- before an id that"
                    + " begins with a dash.")
            .destructive()
            .examples("restauth key revoke -- OJbHVev9gRqUrVYxwVjNOrYLYzc76wvaz5rVw3mDhxo"),
        KeyCommand::revoke);
  }

  private static Prepared revoke(ParseResult parsed, Terminal terminal) {
    String kid = Arguments.first(parsed);
    return kid.isEmpty()
        ? Prepared.usage("KID is empty: give the id of a key, as restauth key list shows it")
        : new Prepared.Run(new Request("key.revoke", Map.of("kid", kid)));
  }

  private static OperatorCommand rewrap() {
    return new OperatorCommand(
        new CommandBuilder(
                "rewrap",
                "Seals the database under a new master key.",
                "A key that REST-auth made in the data folder is replaced by a new one. To change a"
                    + " key of your own, first start the server with the new key, and with the"
                    + " previous one as previous-master-key-file. The server keeps running, and no"
                    + " token is revoked.")
            .examples("restauth key rewrap"),
        (parsed, terminal) -> new Prepared.Run(new Request("key.rewrap", Map.of())));
  }
}
