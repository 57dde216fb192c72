package dev.restauth.organization;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.organization.InvitationRows.Invitation;
import dev.restauth.organization.OwnInvitations.Own;
import dev.restauth.role.PowerGuard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The routes for invitations to organisations, for inviters and for invited users. */
record OrganizationInvitationRoutes(
    OrganizationInvitations invitations, OwnInvitations own, PowerGuard guard, Refusals refusals)
    implements RouteTable.Routes {
  private static final String ALL = OrganizationRoutes.ONE + "/invitations";
  private static final String ID = "invitation";
  private static final String MINE = "/api/me/invitations";
  private static final String EXPIRES_IN = "expires_in";

  @Override
  public void declare(RouteTable table) {
    Access access = OrganizationRoutes.ACCESS;
    table
        .route(Method.GET, ALL, access, this::list)
        .route(Method.POST, ALL, access, guard.guarded(this::invite))
        .route(Method.DELETE, ALL + "/{invitation}", access, guard.guarded(this::withdraw))
        .route(Method.GET, MINE, Access.USER, this::listOwn)
        .route(Method.POST, MINE + "/{invitation}", Access.USER, this::accept)
        .route(Method.DELETE, MINE + "/{invitation}", Access.USER, this::decline);
  }

  private Answer list(Call call) {
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        invitations.pending(acting, OrganizationRoutes.id(call)),
        pending ->
            Answer.json(
                200,
                json -> {
                  json.array(
                      "invitations",
                      array -> pending.forEach(each -> array.object(one -> write(one, each))));
                  json.nullValue("next");
                }));
  }

  private static void write(JsonWriter json, Invitation invitation) {
    json.text("id", invitation.id());
    json.text("email", invitation.email());
    json.text("role", invitation.role().text());
    json.text("created_at", invitation.createdAt().toString());
    json.text("expires_at", invitation.endsAt().toString());
  }

  private Answer invite(Call call) {
    JsonBody body = call.json().only("email", "role", "locale", EXPIRES_IN);
    OrganizationInvitations.Request request =
        new OrganizationInvitations.Request(
            EmailAddress.of(body.string("email"))
                .orElseThrow(
                    () ->
                        new ProblemException(
                            ProblemType.INVALID_EMAIL.because(
                                "Send an address such as anna@example.com."))),
            MemberRoutes.role(body.string("role")),
            Language.of(body.find("locale"), call.acceptLanguage()),
            validity(body));
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        invitations.invite(acting, OrganizationRoutes.id(call), request),
        invitation -> Answer.json(201, json -> write(json, invitation)));
  }

  private static Duration validity(JsonBody body) {
    Optional<JsonValue> value = body.members().member(EXPIRES_IN);
    if (value.isEmpty()) {
      return OrganizationInvitations.USUAL;
    }
    if (value.get() instanceof JsonValue.Numeral(String digits, boolean whole)
        && whole
        && digits.length() < 10) {
      Duration validity = Duration.ofSeconds(Long.parseLong(digits));
      if (validity.compareTo(OrganizationInvitations.AT_LEAST) >= 0
          && validity.compareTo(OrganizationInvitations.AT_MOST) <= 0) {
        return validity;
      }
    }
    throw new ProblemException(
        ProblemType.INVALID_MEMBER.because(
            "The member \"expires_in\" must be a number of seconds from %d to %d."
                .formatted(
                    OrganizationInvitations.AT_LEAST.toSeconds(),
                    OrganizationInvitations.AT_MOST.toSeconds())));
  }

  private Answer withdraw(Call call) {
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        invitations.withdraw(acting, OrganizationRoutes.id(call), call.parameter(ID)),
        _ -> Answer.noContent());
  }

  private Answer listOwn(Call call) {
    List<Own> pending = own.pending(Acting.of(call).user().orElseThrow());
    return Answer.json(
        200,
        json -> {
          json.array(
              "invitations",
              array -> pending.forEach(each -> array.object(one -> write(one, each))));
          json.nullValue("next");
        });
  }

  private static void write(JsonWriter json, Own own) {
    json.text("id", own.invitation().id());
    json.object(
        "organization",
        organization ->
            organization
                .text("id", own.organization().id())
                .text("name", own.organization().name())
                .text("slug", own.organization().slug()));
    json.text("role", own.invitation().role().text());
    json.text("created_at", own.invitation().createdAt().toString());
    json.text("expires_at", own.invitation().endsAt().toString());
  }

  private Answer accept(Call call) {
    return switch (own.accept(Acting.of(call), call.parameter(ID))) {
      case DONE -> Answer.noContent();
      case UNKNOWN -> unknown();
      case INVITER_GONE ->
          Answer.problem(
              ProblemType.NOT_INVITED.because(
                  "The person who invited you is no longer allowed to. Ask for a new invitation."));
      case LIMIT_REACHED -> Refusals.limitReached();
    };
  }

  private Answer decline(Call call) {
    return own.decline(Acting.of(call), call.parameter(ID)) ? Answer.noContent() : unknown();
  }

  private static Answer unknown() {
    return Answer.problem(
        ProblemType.NOT_FOUND.because(
            "There is no such invitation of the confirmed address of this account, or it has"
                + " ended."));
  }
}
