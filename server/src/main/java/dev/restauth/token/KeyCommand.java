package dev.restauth.token;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.cli.Terminal;
import dev.restauth.control.Request;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** {@code restauth key}: what signs tokens, and what that is sealed under. */
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
                    + " published before it signs; a retiring one signs no more and is kept until"
                    + " the last token that it signed has expired.")
            .examples("restauth key list", "restauth key list --json"),
        (parsed, terminal) -> new Asked.Ask(new Request("key.list", Map.of())));
  }

  private static OperatorCommand rotate() {
    return new OperatorCommand(
        new CommandBuilder(
                "rotate",
                "Publishes the next signing key, which signs in ten minutes.",
                "Keys rotate by themselves too, see the setting key-rotation. Nobody has to log in"
                    + " again.")
            .flag(
                AT_ONCE,
                "Let it sign now. Services that verify tokens by themselves may not know it for"
                    + " some minutes.")
            .examples("restauth key rotate"),
        (parsed, terminal) ->
            new Asked.Ask(
                new Request(
                    "key.rotate",
                    Map.of("at_once", Boolean.toString(parsed.hasMatchedOption(AT_ONCE))))));
  }

  private static OperatorCommand revoke() {
    return new OperatorCommand(
        new CommandBuilder(
                "revoke",
                "Withdraws a signing key that somebody else may have.",
                "Every token that it signed ends at once. Where it is the key that signs, a new one"
                    + " is made that signs from then on.")
            .about(
                "KID",
                "The id of the key, as restauth key list shows it. Write -- before one that begins"
                    + " with a dash.")
            .takingAway()
            .examples("restauth key revoke -- OJbHVev9gRqUrVYxwVjNOrYLYzc76wvaz5rVw3mDhxo"),
        KeyCommand::revoke);
  }

  private static Asked revoke(ParseResult parsed, Terminal terminal) {
    String kid = Arguments.about(parsed);
    return kid.isEmpty()
        ? Asked.usage("KID is empty: give the id of a key, as restauth key list shows it")
        : new Asked.Ask(new Request("key.revoke", Map.of("kid", kid)));
  }

  private static OperatorCommand rewrap() {
    return new OperatorCommand(
        new CommandBuilder(
                "rewrap",
                "Seals the database under a new master key.",
                "A key that REST-auth made in the data folder is replaced by a new one. For one of"
                    + " your own, first start the server with the new key, and with the one before"
                    + " it as previous-master-key-file. The server goes on meanwhile, and no token"
                    + " ends.")
            .examples("restauth key rewrap"),
        (parsed, terminal) -> new Asked.Ask(new Request("key.rewrap", Map.of())));
  }
}
