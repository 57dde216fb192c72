package dev.restauth.role;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command group {@code restauth role}, which defines roles and gives them to accounts. */
final class RoleCommand {
  private static final String SCOPE = "--scope";
  private static final String DESCRIPTION = "--description";

  private RoleCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "role", "Defines, lists and deletes roles, and gives them to accounts or takes them."),
        define(),
        list(),
        assign(),
        take(),
        delete());
  }

  private static OperatorCommand define() {
    return new OperatorCommand(
        new CommandBuilder(
                "define",
                "Defines a role, a named set of scopes, or replaces the scopes of one that exists.",
                "Accounts that have the role get and lose scopes at once. Nobody is logged out: clients"
                    + " renew their tokens.")
            .positional("ROLE", "The name: " + Names.RULE + ".")
            .flags(SCOPE, "SCOPE", "A scope of the role; may be repeated.")
            .flag(DESCRIPTION, "TEXT", "What the role is for.")
            .examples(
                "restauth role define editor --scope posts:read --scope posts:write",
                "restauth role define auditor --scope events:read --description \"Reads events\""),
        (parsed, terminal) -> {
          Map<String, String> arguments = new HashMap<>();
          arguments.put("role", Arguments.first(parsed));
          List<String> scopes = parsed.matchedOptionValue(SCOPE, List.of());
          arguments.put("scopes", String.join(" ", scopes));
          String description = parsed.matchedOptionValue(DESCRIPTION, "");
          if (!description.isEmpty()) {
            arguments.put("description", description);
          }
          return new Prepared.Run(new Request("role.define", arguments));
        });
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder("list", "Lists the roles with their scopes.")
            .examples("restauth role list", "restauth role list --json"),
        (parsed, terminal) -> new Prepared.Run(new Request("role.list", Map.of())));
  }

  private static OperatorCommand assign() {
    return withUser(
        "assign",
        new CommandBuilder(
            "assign",
            "Gives an account a role.",
            "The account's tokens must be renewed; the new ones have the scopes of the role."));
  }

  private static OperatorCommand take() {
    return withUser(
        "take",
        new CommandBuilder(
                "take",
                "Takes a role from an account.",
                "The server refuses the account's tokens from now on, and services that follow the"
                    + " feed within a second. Nobody is logged out: clients renew their tokens, and"
                    + " the new ones lack the scopes.")
            .destructive());
  }

  private static OperatorCommand withUser(String name, CommandBuilder form) {
    return new OperatorCommand(
        form.positional("ROLE", "The name of the role.")
            .positional("USERNAME", "The user name of the account.")
            .examples("restauth role " + name + " editor miguel"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "role." + name,
                    Map.of(
                        "role", Arguments.first(parsed), "username", Arguments.second(parsed)))));
  }

  private static OperatorCommand delete() {
    return new OperatorCommand(
        new CommandBuilder("delete", "Deletes a role that no account has.")
            .destructive()
            .positional("ROLE", "The name of the role.")
            .examples("restauth role delete editor"),
        (parsed, terminal) ->
            new Prepared.Run(new Request("role.delete", Map.of("role", Arguments.first(parsed)))));
  }
}
