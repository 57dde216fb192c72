package dev.restauth.role;

import dev.restauth.event.Actor;
import dev.restauth.json.JsonObject;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The operations of the commands {@code restauth role} and {@code restauth user set-attributes}.
 */
final class RoleOperations implements Operations.Source {
  private final Roles roles;

  RoleOperations(Roles roles) {
    this.roles = roles;
  }

  @Override
  public void declare(Operations operations) {
    operations
        .addRecording("role.define", (request, _) -> define(request))
        .add("role.list", (_, _) -> list())
        .addRecording("role.delete", (request, _) -> delete(request))
        .addRecording("role.assign", (request, _) -> assign(request))
        .addRecording("role.take", (request, _) -> take(request))
        .addRecording("user.set-attributes", (request, _) -> setAttributes(request));
  }

  private Reply define(Request request) {
    String name = request.argument("role");
    Optional<Set<String>> scopes =
        request.argument("scopes").isEmpty()
            ? Optional.of(Set.of())
            : Names.parse(request.argument("scopes"));
    Optional<String> description = request.find("description");
    if (scopes.isEmpty()) {
      return new Reply.Failed("One of the scopes is not a valid name: " + Names.RULE + ".");
    }
    return Role.refusal(name, scopes.get(), description)
        .<Reply>map(Reply.Failed::new)
        .orElseGet(
            () ->
                reply(
                    roles.define(
                        name, scopes.get(), description, Actor.operator(request.operator())),
                    name,
                    "is defined; tokens with scopes of its previous definition must be renewed",
                    "already has this definition; nothing has changed"));
  }

  private Reply list() {
    List<Role> all = roles.all();
    return new Reply.Done(
        Facts.list(all.stream().map(RoleOperations::facts).toList()),
        all.isEmpty()
            ? List.of("There are no roles.")
            : all.stream().map(RoleOperations::line).toList());
  }

  private static String line(Role role) {
    return String.join("  ", role.name(), String.join(" ", role.scopes())).strip();
  }

  private static Facts facts(Role role) {
    Facts facts =
        Facts.NONE
            .with("role", role.name())
            .with("scopes", List.copyOf(role.scopes()))
            .with("created_at", role.createdAt().toString());
    return role.description().isPresent()
        ? facts.with("description", role.description().get())
        : facts;
  }

  private Reply delete(Request request) {
    String name = request.argument("role");
    return reply(roles.delete(name, Actor.operator(request.operator())), name, "is deleted", "");
  }

  private Reply assign(Request request) {
    String name = request.argument("role");
    String username = request.argument("username");
    return reply(
        roles.assign(name, username, Actor.operator(request.operator())),
        username,
        "has the role " + name + "; their tokens must be renewed",
        "already has the role " + name + "; nothing has changed");
  }

  private Reply take(Request request) {
    String name = request.argument("role");
    String username = request.argument("username");
    return reply(
        roles.take(name, username, Actor.operator(request.operator())),
        username,
        "no longer has the role " + name + "; their tokens must be renewed",
        "did not have the role " + name + "; nothing has changed");
  }

  private Reply reply(Roles.Outcome outcome, String subject, String done, String already) {
    return switch (outcome) {
      case Roles.Outcome.Changed(Role role) -> Reply.done(facts(role), subject + " " + done + ".");
      case Roles.Outcome.Unchanged(Role role) ->
          Reply.done(facts(role), subject + " " + already + ".");
      case Roles.Outcome.UnknownRole() ->
          new Reply.Failed("There is no such role: see restauth role list.");
      case Roles.Outcome.UnknownUser() -> new Reply.Failed("No account has this user name.");
      case Roles.Outcome.TooMany() ->
          new Reply.Failed("There are " + Roles.AT_MOST + " roles, the maximum: delete some.");
      case Roles.Outcome.InUse() ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "%,d accounts have this role: take it from them first with restauth role take.",
                  roles.holders(subject)));
      case Roles.Outcome.TooLong(long accountId) ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "The scopes or the roles of the account with the id %d would not fit into a token:"
                      + " the scopes together, and the roles together, may have %,d characters.",
                  accountId,
                  Roles.CLAIM_BYTES));
    };
  }

  private Reply setAttributes(Request request) {
    String username = request.argument("username");
    Optional<JsonObject> attributes = AdminAttributes.parse(request.argument("attributes"));
    if (attributes.isEmpty()) {
      return new Reply.Failed(
          "ATTRIBUTES must be a JSON object of at most 8 KiB, such as '{\"department\":\"sales\"}'.");
    }
    return switch (roles.setAttributes(
        username, attributes.get(), Actor.operator(request.operator()))) {
      case SET ->
          Reply.done(
              Facts.NONE
                  .with("username", username)
                  .with("attributes", List.copyOf(attributes.get().names())),
              username + " has these attributes; their tokens must be renewed.");
      case UNKNOWN_USER -> new Reply.Failed("No account has this user name.");
      case TOO_LONG ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "The attributes that become claims may have %,d bytes together: shorten them, or name"
                      + " fewer in the setting attribute-claims.",
                  Roles.CLAIM_BYTES));
      case NO_CLAIM ->
          new Reply.Failed(
              "An attribute that becomes a claim must be a string, a whole number, true, false, or"
                  + " an array of strings. The setting attribute-claims names these attributes.");
    };
  }
}
