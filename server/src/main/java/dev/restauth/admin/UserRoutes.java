package dev.restauth.admin;

import dev.restauth.account.RetiredNames;
import dev.restauth.account.ServiceAccountRows.ServiceAccount;
import dev.restauth.account.Username;
import dev.restauth.admin.UserAdministration.Outcome;
import dev.restauth.admin.UserAdministration.Patch;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.mail.EmailAddress;
import dev.restauth.profile.MergePatch;
import dev.restauth.role.PowerGuard;
import dev.restauth.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** The routes with which administrators create, show, change, disable and close single accounts. */
record UserRoutes(
    Store store, UserAdministration administration, UserCreation creation, PowerGuard guard)
    implements RouteTable.Routes {
  static final String USERS = "/api/admin/users";
  private static final String USER = USERS + "/{id}";
  private static final String USERNAME = "username";
  private static final String EMAIL = "email";
  private static final String DISPLAY_NAME = "display_name";
  private static final String ADMIN_ATTRIBUTES = "admin_attributes";
  private static final String STATE = "state";
  private static final String ROLES = "roles";
  private static final String KIND = "kind";
  private static final String OWNER = "owner";

  /** A number that is greater than any id. */
  private static final long ID_AT_MOST = 999_999_999_999_999_999L;

  @Override
  public void declare(RouteTable table) {
    Access readers = Access.administrative(AdministrativeScope.USERS_READ);
    Access writers = Access.administrative(AdministrativeScope.USERS_WRITE);
    table
        .route(Method.POST, USERS, writers, guard.guarded(this::create))
        .route(Method.GET, USER, readers, this::show)
        .route(Method.PATCH, USER, writers, guard.guarded(this::patch))
        .route(Method.DELETE, USER, writers, guard.guarded(this::close))
        .route(
            Method.PUT,
            USER + "/roles",
            Access.administrative(AdministrativeScope.ROLES_ASSIGN),
            guard.guarded(this::setRoles));
  }

  private Answer show(Call call) {
    Optional<AdministeredUser> user =
        call.number("id").isPresent()
            ? store.reading(tx -> AdministeredUser.find(tx, call.number("id").getAsLong()))
            : Optional.empty();
    return user.map(found -> Answer.json(200, found::write).withEntityTag(found.tag(), call))
        .orElseGet(
            () -> Answer.problem(ProblemType.NOT_FOUND.because("There is no user with this id.")));
  }

  private Answer create(Call call) {
    JsonBody body = call.json().only(USERNAME, EMAIL, DISPLAY_NAME, ROLES, KIND, OWNER);
    List<String> roles = body.findStrings(ROLES).orElse(List.of());
    if (!roles.isEmpty() && !call.user().presents(AdministrativeScope.ROLES_ASSIGN)) {
      return Answer.insufficientScope(AdministrativeScope.ROLES_ASSIGN.text());
    }
    String requested = body.string(USERNAME);
    Optional<ServiceAccount> service = service(body);
    Optional<EmailAddress> email = body.find(EMAIL).map(UserRoutes::address);
    if (email.isPresent()) {
      creation.mailer().require();
    }
    Username name = name(requested);
    if (administration.accounts().isLegacyName(requested)) {
      return taken();
    }
    UserCreation.Wanted wanted =
        new UserCreation.Wanted(
            name, email, body.members().member(DISPLAY_NAME), new TreeSet<>(roles), service);
    return switch (creation.create(wanted, PowerGuard.actor(call))) {
      case UserCreation.Outcome.Created(AdministeredUser user) ->
          shown(201, user)
              .with(FieldNames.LOCATION, call.locationOf(USERS + "/" + user.account().id()));
      case UserCreation.Outcome.NameTaken() -> taken();
      case UserCreation.Outcome.AddressTaken() ->
          Answer.problem(
              ProblemType.EMAIL_TAKEN.because("Another account has confirmed this address."));
      case UserCreation.Outcome.Throttled(Duration retryAfter) ->
          Answer.throttled("Too many mails were sent to the address.", retryAfter);
    };
  }

  /** Reads the additional data of a service account; empty for a person's account. */
  private static Optional<ServiceAccount> service(JsonBody body) {
    String kind = body.find(KIND).orElse(AdministeredUser.PERSON);
    if (kind.equals(AdministeredUser.SERVICE)) {
      if (body.members().member(EMAIL).isPresent()) {
        throw new ProblemException(
            ProblemType.INVALID_MEMBER.because(
                "A service account has no \"email\": nobody reads its mails. Its \"owner\" gets"
                    + " them."));
      }
      return Optional.of(owner(body).orElse(ServiceAccount.WITHOUT_OWNER));
    }
    if (!kind.equals(AdministeredUser.PERSON)) {
      throw invalid(KIND, "person or service");
    }
    if (body.members().member(OWNER).isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_MEMBER.because(
              "The member \"owner\" is for accounts of the kind service."));
    }
    return Optional.empty();
  }

  /** Reads the owner; JSON null removes the owner. Returns empty if the member is missing. */
  private static Optional<ServiceAccount> owner(JsonBody body) {
    return body.members()
        .member(OWNER)
        .map(
            value ->
                value instanceof JsonValue.Null
                    ? ServiceAccount.WITHOUT_OWNER
                    : new ServiceAccount(body.findNumber(OWNER, 1, ID_AT_MOST)));
  }

  private Username name(String requested) {
    return switch (administration.accounts().check(requested)) {
      case Username.Outcome.Valid(Username name) -> name;
      case Username.Outcome.Invalid(String reason) ->
          throw new ProblemException(ProblemType.INVALID_USERNAME.because(reason));
    };
  }

  private static EmailAddress address(String presented) {
    return EmailAddress.of(presented)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID_EMAIL.because(
                        "Send an address such as anna@example.com: an ASCII name, one @ and a domain,"
                            + " at most 254 bytes.")));
  }

  private static Answer taken() {
    return Answer.problem(
        ProblemType.USERNAME_TAKEN.because(
            "Somebody has this user name, or had it. Choose another."));
  }

  private static Answer shown(int status, AdministeredUser user) {
    return Answer.json(status, user::write).with(FieldNames.ETAG, "\"" + user.tag() + "\"");
  }

  private Answer patch(Call call) {
    JsonBody body = call.json().only(USERNAME, DISPLAY_NAME, ADMIN_ATTRIBUTES, STATE, OWNER);
    Optional<String> requested = text(body, USERNAME);
    Patch patch =
        new Patch(
            requested.map(this::name),
            body.members().member(DISPLAY_NAME),
            body.members().member(ADMIN_ATTRIBUTES).map(UserRoutes::merging),
            text(body, STATE).map(UserRoutes::active),
            owner(body));
    long id = id(call);
    if (patch.username().isPresent()
        && administration
            .accounts()
            .isLegacyName(id, requested.orElseThrow(), patch.username().get())) {
      return taken();
    }
    return answer(
        administration.patch(id, patch, call::isMatched, PowerGuard.actor(call)),
        user -> shown(200, user));
  }

  /** Reads a member that a merge patch can replace but not remove. */
  private static Optional<String> text(JsonBody body, String name) {
    return body.members()
        .member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Text(String text)) {
                return text;
              }
              throw invalid(name, "a string");
            });
  }

  private static Function<JsonObject, JsonObject> merging(JsonValue patch) {
    return switch (patch) {
      case JsonObject object -> before -> MergePatch.merge(Optional.of(before), object);
      case JsonValue.Null() -> _ -> new JsonObject(Map.of());
      case JsonValue.Scalar _, JsonValue.Array _ -> throw invalid(ADMIN_ATTRIBUTES, "an object");
    };
  }

  private static boolean active(String state) {
    return switch (state) {
      case "active" -> true;
      case "disabled" -> false;
      default -> throw invalid(STATE, "active or disabled");
    };
  }

  private static ProblemException invalid(String name, String expected) {
    return new ProblemException(
        ProblemType.INVALID_MEMBER.because(
            "The member \"" + name + "\" must be " + expected + "."));
  }

  private Answer close(Call call) {
    if (id(call) == call.user().accountId()) {
      return Answer.problem(
          ProblemType.PASSWORD_REQUIRED.because(
              "This is your own account. Close it with DELETE /api/me, which requires the password."));
    }
    return answer(
        administration.close(id(call), call::isMatched, PowerGuard.actor(call)),
        _ -> Answer.noContent());
  }

  private Answer setRoles(Call call) {
    JsonBody body = call.json().only(ROLES);
    List<String> roles =
        new ArrayList<>(
            body.findStrings(ROLES).orElseThrow(() -> invalid(ROLES, "an array of strings")));
    return answer(
        administration.setRoles(
            id(call), new TreeSet<>(roles), call::isMatched, PowerGuard.actor(call)),
        user -> shown(200, user));
  }

  /** Returns the id in the path. If the number is too large, returns an id that no account has. */
  private static long id(Call call) {
    return call.number("id").orElse(0);
  }

  private static Answer answer(Outcome outcome, Function<AdministeredUser, Answer> done) {
    return switch (outcome) {
      case Outcome.Changed(AdministeredUser user) -> done.apply(user);
      case Outcome.Unknown() ->
          Answer.problem(
              ProblemType.NOT_FOUND.because(
                  "There is no user with this id, or the account is closed."));
      case Outcome.Stale() ->
          Answer.problem(
              ProblemType.PRECONDITION_FAILED.because(
                  "The account has changed since the version in If-Match. Nothing was done: read it again, then"
                      + " decide."));
      case Outcome.NameTaken() -> taken();
      case Outcome.TooManyNames(Duration retryAfter) ->
          Answer.throttled(
              "The user name was changed %d times within a day."
                  .formatted(RetiredNames.CHANGES_AT_MOST),
              retryAfter);
      case Outcome.Conflict() ->
          Answer.problem(
              ProblemType.CONFLICT.because(
                  "The account was changed at the same time. Nothing was done."));
    };
  }
}
