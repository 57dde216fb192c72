package dev.restauth.logincode;

import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.challenge.Challenges;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.login.LoginSettings.EmailLogin;
import dev.restauth.logincode.LoginCodes.Proved;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.token.TokenAnswers;
import dev.restauth.work.SignUpWork;
import java.util.Optional;

/**
 * The calls for log-ins with mailed codes.
 *
 * @param setting whether the operator allows log-ins with mailed codes
 */
record LoginCodeRoutes(
    LoginCodes codes,
    Challenges challenges,
    Sessions sessions,
    Mailer mailer,
    SignUpWork work,
    TokenAnswers tokens,
    EmailLogin setting)
    implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, "/api/login-codes", Access.ALL, this::ask)
        .route(Method.POST, "/api/login-codes/{request}", Access.ALL, this::logIn);
  }

  private void requireAllowed() {
    if (setting == EmailLogin.OFF) {
      throw new ProblemException(
          ProblemType.NOT_FOUND.because(
              "Log-in by mailed codes is off on this server. Its operator can set email-login."));
    }
  }

  private Answer ask(Call call) {
    requireAllowed();
    mailer.require();
    EmailAddress address = address(call.json().only("email"));
    work.require(call);
    Language language = Language.of(Optional.empty(), call.acceptLanguage());
    return codes
        .ask(address, Network.of(call.client().address()), client(call).source(), language, false)
        .answer(LoginCodes.DURATION);
  }

  private static EmailAddress address(JsonBody body) {
    return EmailAddress.of(body.string("email"))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID_EMAIL.because(
                        "Send an address such as anna@example.com.")));
  }

  private Answer logIn(Call call) {
    requireAllowed();
    JsonBody body = call.json().only("code", "refresh");
    String code = body.string("code");
    boolean refreshable = body.flag("refresh");
    tokens.issuer().requirePermission(); // must precede the use of the code
    HashRequest client = client(call);
    return switch (codes.prove(call.parameter("request"), code, client)) {
      case Proved.Enough enough -> begin(call, enough, refreshable, client);
      case Proved.FactorMissing(HalfAuthentication half) ->
          Answer.factorRequired(challenges.begin(half, Optional.empty(), client));
      case Proved.EnrolmentDue(HalfAuthentication half) ->
          Answer.enrolmentRequired(challenges.beginEnrolment(half, client));
      case Proved.Excluded _ ->
          Answer.problem(
              ProblemType.RECOVERED_RECENTLY.because(
                  "The second factor was removed by mail less than 7 days ago: log in with the password."));
      case Proved.InvalidCode _ -> invalid();
    };
  }

  private Answer begin(Call call, Proved.Enough enough, boolean refreshable, HashRequest client) {
    Sender sender = new Sender(call.client().address().getHostAddress(), call.userAgent());
    Optional<NewSession> begun =
        sessions.begin(
            enough.authentication(), sender, refreshable, Optional.empty(), enough.use());
    if (begun.isEmpty()) {
      codes.refused(Optional.of(enough.account().id()), client);
      return invalid();
    }
    codes.completed(enough.account(), client);
    return tokens.of(begun.get());
  }

  private static Answer invalid() {
    return Answer.problem(
        ProblemType.INVALID_CODE.because(
            "The code is wrong, used or expired. After five wrong tries no code is accepted"
                + " for this request: ask for a new code."));
  }

  private static HashRequest client(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone);
  }
}
