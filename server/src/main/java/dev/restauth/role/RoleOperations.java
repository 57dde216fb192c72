package dev.restauth.role;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The operations behind {@code restauth role} and {@code restauth user set-attributes}. */
final class RoleOperations implements Operations.Source {
  private final Roles roles;

  RoleOperations(Roles roles) {
    this.roles = roles;
  }

  @Override
  public void declare(Operations operations) {
    operations
        .add("role.define", (request, _) -> define(request))
        .add("role.list", (_, _) -> list())
        .add("role.delete", (request, _) -> delete(request.argument("role")))
        .add("role.assign", (request, _) -> assign(request))
        .add("role.take", (request, _) -> take(request))
        .add("user.set-attributes", (request, _) -> setAttributes(request));
  }

  private Reply define(Request request) {
    String name = request.argument("role");
    Optional<Set<String>> scopes =
        request.argument("scopes").isEmpty()
            ? Optional.of(Set.of())
            : Names.parse(request.argument("scopes"));
    Optional<String> description = request.find("description");
    if (!Names.isName(name) || scopes.isEmpty()) {
      return new Reply.Failed(Names.RULE);
    }
    if (scopes.get().size() > Roles.SCOPES_AT_MOST) {
      return new Reply.Failed("a role has at most " + Roles.SCOPES_AT_MOST + " scopes");
    }
    if (description.filter(text -> text.length() > Roles.DESCRIPTION_AT_MOST).isPresent()) {
      return new Reply.Failed(
          "a description has at most " + Roles.DESCRIPTION_AT_MOST + " characters");
    }
    Optional<String> reserved =
        scopes.get().stream().filter(AdministrativeScope::isReserved).findFirst();
    return reserved
        .<Reply>map(
            scope ->
                new Reply.Failed(
                    "the scope "
                        + scope
                        + " belongs to this server, and no role can contain it; of the server's scopes"
                        + " a role can contain "
                        + AdministrativeScope.names()))
        .orElseGet(
            () ->
                reply(
                    roles.define(name, scopes.get(), description),
                    name,
                    "is defined; tokens with the scopes that it had have to be renewed",
                    "was defined so already"));
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

  private Reply delete(String name) {
    return reply(roles.delete(name), name, "is deleted", "");
  }

  private Reply assign(Request request) {
    String name = request.argument("role");
    String username = request.argument("username");
    return reply(
        roles.assign(name, username),
        username,
        "has the role " + name + "; their tokens have to be renewed",
        "had the role " + name + " already");
  }

  private Reply take(Request request) {
    String name = request.argument("role");
    String username = request.argument("username");
    return reply(
        roles.take(name, username),
        username,
        "does not have the role " + name + " any more; their tokens have to be renewed",
        "did not have the role " + name);
  }

  private static Reply reply(Roles.Outcome outcome, String subject, String done, String already) {
    return switch (outcome) {
      case Roles.Outcome.Changed(Role role) -> Reply.done(facts(role), subject + " " + done + ".");
      case Roles.Outcome.Unchanged(Role role) ->
          Reply.done(facts(role), subject + " " + already + ".");
      case Roles.Outcome.UnknownRole() ->
          new Reply.Failed("There is no such role: see restauth role list.");
      case Roles.Outcome.UnknownUser() -> new Reply.Failed("No account has this user name.");
      case Roles.Outcome.TooMany() ->
          new Reply.Failed("There are " + Roles.AT_MOST + " roles, the maximum: delete some.");
      case Roles.Outcome.InUse(long holders) ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "%,d accounts have this role: take it from them first with restauth role take.",
                  holders));
      case Roles.Outcome.TooLong(long accountId) ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "The scopes or the roles of the account with the id %d would not fit into a token:"
                      + " the names of each may have %,d characters together.",
                  accountId,
                  Roles.CLAIM_BYTES));
    };
  }

  private Reply setAttributes(Request request) {
    String username = request.argument("username");
    Optional<JsonObject> attributes = AdminAttributes.parse(request.argument("attributes"));
    if (attributes.isEmpty()) {
      return new Reply.Failed(
          "ATTRIBUTES must be a JSON object of at most 8 KiB, such as '{\"department\":\"sales\"}'");
    }
    return switch (roles.setAttributes(username, attributes.get())) {
      case SET ->
          Reply.done(
              Facts.NONE.with("username", username).with("attributes", List.copyOf(attributes.get().names())),
              username + " has these attributes; their tokens have to be renewed.");
      case UNKNOWN_USER -> new Reply.Failed("No account has this user name.");
      case TOO_LONG ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "The attributes that become claims may have %,d bytes together.",
                  Roles.CLAIM_BYTES));
      case NO_CLAIM ->
          new Reply.Failed(
              "An attribute that becomes a claim must be a text, a whole number, true, false, or a"
                  + " list of texts.");
    };
  }
}
