package dev.restauth.organization;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.Confirmation;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Map;

/**
 * The command group {@code restauth org}, which creates organisations and adds and removes their
 * members.
 */
final class OrganizationCommand {
  private static final String OWNER = "--owner";
  private static final String NAME = "--name";
  private static final String ROLE = "--role";
  private static final String SCOPE = "--scope";
  private static final String ROLES =
      "member, admin, owner"; // a constant, so that --help loads fewer classes
  private static final String SLUG = "SLUG";
  private static final String SLUG_OF = "The slug of the organisation.";

  private OrganizationCommand() {}

  static CommandGroup commands() {
    return CommandGroup.below(
        CommandBuilder.group(
            "org", "Makes, lists and deletes organisations, and adds and removes their members."),
        create(),
        list(),
        bySlug("show", "Shows an organisation.", "restauth org show acme"),
        rename(),
        bySlug("members", "Lists the members of an organisation.", "restauth org members acme"),
        add(),
        remove(),
        define(),
        delete());
  }

  private static OperatorCommand create() {
    return new OperatorCommand(
        new CommandBuilder("create", "Makes an organisation.")
            .positional(
                SLUG, "Its short name, for addresses: it " + OrganizationPatch.SLUG_RULE + ".")
            .flag(OWNER, "USERNAME", "The user name of its owner; required.")
            .flag(NAME, "NAME", "Its name, for people; the slug if it is left out.")
            .examples("restauth org create acme --owner susan --name Acme"),
        (parsed, terminal) -> {
          String slug = Arguments.first(parsed);
          return new Prepared.Run(
              new Request(
                  "org.create",
                  Map.of(
                      "slug", slug,
                      "name", parsed.matchedOptionValue(NAME, slug),
                      "username", parsed.matchedOptionValue(OWNER, ""))));
        });
  }

  private static OperatorCommand list() {
    return new OperatorCommand(
        new CommandBuilder("list", "Lists the organisations.")
            .examples("restauth org list", "restauth org list --json"),
        (parsed, terminal) -> new Prepared.Run(new Request("org.list", Map.of())));
  }

  private static OperatorCommand bySlug(String name, String does, String example) {
    return new OperatorCommand(
        new CommandBuilder(name, does).positional(SLUG, SLUG_OF).examples(example),
        (parsed, terminal) ->
            new Prepared.Run(new Request("org." + name, Map.of("slug", Arguments.first(parsed)))));
  }

  private static OperatorCommand rename() {
    return new OperatorCommand(
        new CommandBuilder("rename", "Changes the name of an organisation; its slug stays.")
            .positional(SLUG, SLUG_OF)
            .positional("NAME", "The new name, for people.")
            .examples("restauth org rename acme International"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "org.rename",
                    Map.of("slug", Arguments.first(parsed), "name", Arguments.second(parsed)))));
  }

  private static OperatorCommand add() {
    return new OperatorCommand(
        new CommandBuilder(
                "add",
                "Adds an account to an organisation, or changes the role of a member.",
                "If the role is another one, tokens of the member must be renewed.")
            .positional(SLUG, SLUG_OF)
            .positional("USERNAME", "The user name of the account.")
            .flag(ROLE, "ROLE", "One of " + ROLES + "; member if it is left out.")
            .examples("restauth org add acme david", "restauth org add acme susan --role owner"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "org.add",
                    Map.of(
                        "slug", Arguments.first(parsed),
                        "username", Arguments.second(parsed),
                        "role", parsed.matchedOptionValue(ROLE, "member")))));
  }

  private static OperatorCommand remove() {
    return new OperatorCommand(
        new CommandBuilder(
                "remove",
                "Removes a member from an organisation.",
                "The server refuses the member's tokens from now on, and services that follow the"
                    + " feed within a second; tokens of the organisation cannot be renewed.")
            .destructive()
            .positional(SLUG, SLUG_OF)
            .positional("USERNAME", "The user name of the account.")
            .examples("restauth org remove acme david"),
        (parsed, terminal) ->
            new Prepared.Run(
                new Request(
                    "org.remove",
                    Map.of(
                        "slug", Arguments.first(parsed), "username", Arguments.second(parsed)))));
  }

  private static OperatorCommand define() {
    return new OperatorCommand(
        new CommandBuilder(
                "define",
                "Replaces the scopes that members have by a role, in all organisations.",
                "Members get and lose scopes at once. Nobody is logged out: clients renew their"
                    + " tokens.")
            .positional("ROLE", "One of " + ROLES + ".")
            .flags(SCOPE, "SCOPE", "A scope of the role; may be repeated.")
            .examples("restauth org define admin --scope billing:read --scope billing:write"),
        (parsed, terminal) -> {
          List<String> scopes = parsed.matchedOptionValue(SCOPE, List.of());
          return new Prepared.Run(
              new Request(
                  "org.define",
                  Map.of("role", Arguments.first(parsed), "scopes", String.join(" ", scopes))));
        });
  }

  private static OperatorCommand delete() {
    return new OperatorCommand(
        Confirmation.with(
                new CommandBuilder(
                    "delete",
                    "Deletes an organisation. Its members keep their accounts.",
                    "Tokens of the organisation are refused from now on. At a terminal the command asks"
                        + " for the name once more."))
            .positional(SLUG, SLUG_OF)
            .examples("restauth org delete acme", "restauth org delete --yes acme"),
        (parsed, terminal) -> {
          String slug = Arguments.first(parsed);
          return Confirmation.ask(
              new Request("org.delete", Map.of("slug", slug)),
              slug,
              "deleting an organisation",
              "Deleting " + slug + " cannot be undone.\nType the name once more to delete it: ",
              "was not deleted",
              parsed,
              terminal);
        });
  }
}
