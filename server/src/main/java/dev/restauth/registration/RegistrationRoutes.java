package dev.restauth.registration;

import dev.restauth.account.Account;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.email.AskedCodes;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.Problem;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.registration.SignUps.Newcomer;
import dev.restauth.work.SignUpWork;
import java.time.Duration;
import java.util.Optional;

/** The routes that create accounts, except those for invitations. */
record RegistrationRoutes(ModeGate gate, SignUps signUps, Mailer mailer, SignUpWork work)
    implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, "/api/users", Access.ALL, this::register)
        .route(Method.POST, "/api/registrations", Access.ALL, this::ask)
        .route(Method.POST, "/api/registrations/{request}", Access.ALL, this::registerVerified);
  }

  private Answer register(Call call) {
    gate.requireOpen();
    JsonBody body = call.json();
    Newcomer newcomer = newcomer(body, call);
    Optional<String> presented = body.find("email");
    if (presented.isPresent()) {
      mailer.require();
    }
    Optional<EmailAddress> address = presented.map(RegistrationRoutes::address);
    work.require(call);
    return answer(signUps.open(newcomer, address, language(call)), call);
  }

  private Answer ask(Call call) {
    gate.requireVerified(); // this mode requires settings for mail
    EmailAddress address = address(call.json().only("email").string("email"));
    work.require(call);
    return signUps.ask(address, network(call), language(call)).answer(SignUps.VALID);
  }

  private Answer registerVerified(Call call) {
    gate.requireVerified();
    JsonBody body = call.json().only("code", "username", "password");
    return answer(
        signUps.verified(call.parameter("request"), body.string("code"), newcomer(body, call)),
        call);
  }

  static Newcomer newcomer(JsonBody body, Call call) {
    return new Newcomer(
        body.string("username"), body.string("password"), hashing(call), network(call));
  }

  private static HashRequest hashing(Call call) {
    RemoteClient client = call.client();
    return HashRequest.fromClient(Priority.REGISTRATION, client.address(), client::gone);
  }

  static Answer answer(Outcome outcome, Call call) {
    return switch (outcome) {
      case Outcome.Registered(Account account) ->
          Answer.json(201, json -> json.text("username", account.username()))
              .with(FieldNames.LOCATION, call.locationOf("/api/users/" + account.id()));
      case Outcome.NameTaken _ ->
          Answer.problem(
              ProblemType.USERNAME_TAKEN.because("Somebody has this user name. Choose another."));
      case Outcome.InvalidName(String reason) ->
          Answer.problem(ProblemType.INVALID_USERNAME.because(reason));
      case Outcome.InvalidPassword(String reason) ->
          Answer.problem(ProblemType.INVALID_PASSWORD.because(reason));
      case Outcome.Throttled(Duration retryAfter) ->
          Answer.throttled("Too many accounts were registered from this address.", retryAfter);
      case Outcome.Busy _ -> Answer.busy();
      case Outcome.CodeUsed _ -> invalidCode();
      case Outcome.AddressTaken _ ->
          Answer.problem(
              ProblemType.EMAIL_TAKEN.because(
                  "An account has confirmed this address meanwhile. Log in to that account."));
      case Outcome.MailThrottled(Duration retryAfter) -> AskedCodes.throttled(retryAfter);
    };
  }

  static Answer invalidCode() {
    return Answer.problem(wrongCode());
  }

  static Problem wrongCode() {
    return ProblemType.INVALID_CODE.because(
        "The code is wrong, used or expired. After five wrong tries it is no longer accepted: ask"
            + " for a new one.");
  }

  static EmailAddress address(String presented) {
    Optional<EmailAddress> address = EmailAddress.of(presented);
    return address.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.INVALID_EMAIL.because(
                    "Send an address such as anna@example.com: an ASCII name, one @ and a domain, at"
                        + " most 254 bytes.")));
  }

  static Network network(Call call) {
    return Network.of(call.client().address());
  }

  private static Language language(Call call) {
    return Language.of(Optional.empty(), call.acceptLanguage());
  }
}
