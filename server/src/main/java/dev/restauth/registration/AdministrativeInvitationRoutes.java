package dev.restauth.registration;

import dev.restauth.code.OneTimeCodes.Live;
import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.QueryParameters;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.registration.InvitationGrantRows.Grant;
import dev.restauth.registration.Invitations.Outcome;
import dev.restauth.registration.Invitations.Pending;
import dev.restauth.role.Names;
import dev.restauth.role.PowerGuard;
import dev.restauth.vault.Cursors;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The routes through which administrators invite people, and list and withdraw invitations. No
 * answer contains a code.
 */
record AdministrativeInvitationRoutes(
    ModeGate gate, Mailer mailer, Invitations invitations, PowerGuard guard, Cursors cursors)
    implements RouteTable.Routes {
  private static final String INVITATIONS = "/api/admin/invitations";
  private static final long HOUR = Duration.ofHours(1).toSeconds();

  @Override
  public void declare(RouteTable table) {
    Access access = Access.administrative(AdministrativeScope.INVITATIONS_WRITE);
    table
        .route(Method.POST, INVITATIONS, access, guard.guarded(this::invite))
        .route(Method.GET, INVITATIONS, access, this::list)
        .route(Method.DELETE, INVITATIONS + "/{invitation}", access, guard.guarded(this::withdraw));
  }

  private Answer invite(Call call) {
    JsonBody body = call.json().only("email", "roles", "locale", "expires_in");
    Invitations.Request request =
        new Invitations.Request(
            RegistrationRoutes.address(body.string("email")),
            Language.of(body.find("locale"), call.acceptLanguage()),
            validity(body),
            roles(body));
    Optional<Answer> refusal =
        request.roles().isEmpty()
            ? Optional.empty()
            : call.refusalWithout(AdministrativeScope.ROLES_ASSIGN);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    gate.requireInviting();
    mailer.require();
    return switch (invitations.invite(request, PowerGuard.actor(call))) {
      case Outcome.Invited(Live invitation) ->
          Answer.json(
                  201,
                  json ->
                      write(
                          json, invitation, request.roles(), Optional.of(call.user().accountId())))
              .with(FieldNames.LOCATION, call.locationOf(INVITATIONS + "/" + invitation.request()));
      case Outcome.UnknownRole(String role) -> throw invalid("roles", "There is no role " + role);
      case Outcome.TooManyRoles _ ->
          throw invalid("roles", "These roles would not fit into a token");
      case Outcome.Throttled(Duration retryAfter) ->
          Answer.throttled("Too many mails were sent to the address.", retryAfter);
    };
  }

  private static Duration validity(JsonBody body) {
    Optional<JsonValue> given = body.members().member("expires_in");
    if (given.isEmpty()) {
      return Invitations.USUAL;
    }
    if (given.get() instanceof JsonValue.Numeral(String digits, boolean whole)
        && whole
        && digits.length() < 10) {
      long seconds = Long.parseLong(digits);
      if (seconds >= HOUR && seconds <= Invitations.AT_MOST.toSeconds()) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw invalid(
        "expires_in",
        "It must be a number of seconds from " + HOUR + " to " + Invitations.AT_MOST.toSeconds());
  }

  private static Set<String> roles(JsonBody body) {
    Set<String> roles = new TreeSet<>();
    Optional<JsonValue> given = body.members().member("roles");
    if (given.isPresent()) {
      if (!(given.get() instanceof JsonValue.Array(List<JsonValue> items))) {
        throw invalid("roles", "It must be an array of names");
      }
      for (JsonValue item : items) {
        if (!(item instanceof JsonValue.Text(String name)) || !Names.isName(name)) {
          throw invalid("roles", "It must be an array of names, and " + Names.RULE);
        }
        roles.add(name);
      }
    }
    return roles;
  }

  private static ProblemException invalid(String member, String detail) {
    return new ProblemException(
        ProblemType.INVALID_MEMBER.because(
            "The member \"" + member + "\" cannot be used. " + detail + "."));
  }

  private Answer list(Call call) {
    PagedList list = new PagedList(call, cursors, INVITATIONS, "email");
    Optional<String> email = list.filter("email");
    Optional<Live> after = list.after().map(AdministrativeInvitationRoutes::position);
    if (email.isPresent()) {
      EmailAddress address =
          EmailAddress.of(email.get())
              .orElseThrow(() -> QueryParameters.invalid("email", "an e-mail address"));
      return answer(list, invitations.find(address).stream().toList());
    }
    return answer(list, invitations.page(after, list.limit() + 1L));
  }

  private static String position(Live invitation) {
    return invitation.until() + " " + invitation.request();
  }

  private static Live position(String text) {
    int space = text.indexOf(' ');
    return new Live(text.substring(space + 1), "", Instant.parse(text.substring(0, space)));
  }

  private static Answer answer(PagedList list, List<Pending> found) {
    return list.answer(
        "invitations",
        found,
        (json, each) ->
            write(
                json,
                each.invitation(),
                each.grant().map(Grant::roles).orElse(Set.of()),
                each.grant().flatMap(Grant::inviter)),
        each -> position(each.invitation()));
  }

  private static void write(
      JsonWriter json, Live invitation, Set<String> roles, Optional<Long> inviter) {
    json.text("id", invitation.request());
    json.text("email", invitation.address());
    json.texts("roles", roles.stream().sorted().toList());
    json.number("invited_by", inviter);
    json.text("expires_at", invitation.until().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private Answer withdraw(Call call) {
    return invitations.withdraw(call.parameter("invitation"), PowerGuard.actor(call))
        ? Answer.noContent()
        : Answer.problem(
            ProblemType.NOT_FOUND.because(
                "No invitation with this id is pending. GET " + INVITATIONS + " lists all."));
  }
}
