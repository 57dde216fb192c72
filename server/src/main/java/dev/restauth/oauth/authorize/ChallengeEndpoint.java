package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.authorize.AuthorizationError.INVALID_REQUEST;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Pending;
import dev.restauth.http.Answer;
import dev.restauth.http.Caller;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Form;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.login.LoginFlow;
import dev.restauth.oauth.client.Client;
import dev.restauth.passkey.PagePasskeys;
import dev.restauth.passkey.PasskeyLogins;
import dev.restauth.password.HashRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The authorization challenge endpoint (OAuth 2.0 for First-Party Applications, draft 04), after
 * the client was authenticated. The endpoint itself decides nothing about log-ins: like {@code POST
 * /api/login}, it calls {@link LoginFlow}, {@link Challenges} and {@link PagePasskeys}.
 * Thread-safe.
 *
 * @param passkeys log-ins with passkeys; empty if no domain for passkeys is configured
 */
record ChallengeEndpoint(
    ChallengeRequests requests,
    AuthSessions sessions,
    ChallengeCodes codes,
    AuthorizationCounts counts,
    LoginFlow logins,
    Challenges challenges,
    Optional<PagePasskeys> passkeys) {
  private static final JsonReader READER = new JsonReader(new JsonBounds(16, 32, 128, 256));

  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";
  private static final String CODE = "code";
  private static final String CREDENTIAL = "passkey_credential";

  private static final String CHANGED = "The account was changed meanwhile. Begin again.";
  private static final String TOO_WEAK =
      "The account cannot be authenticated as the essential claim acr demands, or not by this method.";

  /** One step of an app, with the authorization request to which it belongs. */
  private record Step(Form form, AuthSessions.Begun begun, HashRequest client) {
    AuthorizationRequest request() {
      return begun.request();
    }

    boolean accepts(long accountId) {
      return request().hintedAccount().filter(only -> only != accountId).isEmpty();
    }

    /**
     * Returns whether a passkey is required, so that a code from an authenticator app does not
     * suffice.
     */
    boolean needsPasskey() {
      return request()
          .essentialAcr()
          .filter(least -> least.satisfies(Acr.PHISHING_RESISTANT))
          .isPresent();
    }
  }

  Answer answer(Form form, Client client, HashRequest from) {
    if (!client.firstParty()) {
      return ChallengeAnswers.refused(
          AuthorizationError.UNAUTHORIZED_CLIENT,
          "Only the operator's own clients may ask users for their passwords. Use /oauth/authorize.");
    }
    try {
      Optional<AuthSessions.Begun> begun = requests.read(form, client);
      if (begun.isEmpty()) {
        return ChallengeAnswers.invalidSession();
      }
      return begun.get().request().prompts().contains(Prompt.CONSENT)
          ? ChallengeAnswers.redirectToWeb("The value consent of prompt needs a page.")
          : answer(new Step(form, begun.get(), from));
    } catch (RefusedRequestException e) {
      return ChallengeAnswers.refused(e.error(), e.description());
    }
  }

  private Answer answer(Step step) {
    Form form = step.form();
    boolean password = form.one(USERNAME).isPresent() || form.one(PASSWORD).isPresent();
    boolean code = form.one(CODE).isPresent();
    boolean passkey = form.one(CREDENTIAL).isPresent();
    if (passkey && (password || code)) {
      throw INVALID_REQUEST.because("Send a passkey, or a password or a code, but not both.");
    }
    if (password) {
      return logIn(step);
    }
    Optional<String> handle = step.begun().handle();
    Optional<Pending> pending = handle.flatMap(each -> challenges.find(each, Optional.empty()));
    if (handle.isPresent() && pending.isEmpty()) {
      return ChallengeAnswers.invalidSession();
    }
    if (passkey) {
      return logIn(step, pending);
    }
    return code ? complete(step, pending) : offer(step, pending);
  }

  private Answer logIn(Step step) {
    String username = required(step, USERNAME);
    String password = required(step, PASSWORD);
    return switch (logins.logIn(username, password, step.client())) {
      case LoginOutcome.LoggedIn(Caller.User user) ->
          finish(step, user.authentication().orElseThrow());
      case LoginOutcome.FactorMissing(HalfAuthentication half) -> continued(step, half);
      case LoginOutcome.EnrolmentDue _ ->
          ChallengeAnswers.redirectToWeb(
              "The account must have a second factor, and has none. Its user must set one up first.");
      case LoginOutcome.Refused _ ->
          ChallengeAnswers.denied("User name or password is wrong, or the account cannot log in.");
      case LoginOutcome.Throttled(Duration retryAfter) -> ChallengeAnswers.throttled(retryAfter);
      case LoginOutcome.Busy _ -> ChallengeAnswers.busy();
      case LoginOutcome.Gone _ ->
          throw new ClientGoneException("the client no longer waits for the password check");
    };
  }

  private static String required(Step step, String name) {
    return step.form()
        .one(name)
        .orElseThrow(() -> INVALID_REQUEST.because("The parameter " + name + " is missing."));
  }

  /** Continues the log-in: the password was correct, and the account has a second factor. */
  private Answer continued(Step step, HalfAuthentication half) {
    if (!step.accepts(half.accountId())) {
      return otherAccount();
    }
    Set<String> offers = challenges.offers(half.accountId());
    if (step.needsPasskey() && !offers.contains(ProofMethod.PASSKEY.text())) {
      return tooWeak();
    }
    Optional<String> code = step.form().one(CODE);
    if (code.isPresent()) {
      return step.needsPasskey()
          ? tooWeak()
          : answer(step, challenges.complete(half, code.get(), step.client()));
    }
    Optional<String> handle = challenges.begin(half, Optional.empty(), step.client()).handle();
    Step next =
        handle
            .map(each -> new Step(step.form(), step.begun().with(each), step.client()))
            .orElse(step);
    Optional<Pending> pending = handle.flatMap(each -> challenges.find(each, Optional.empty()));
    return pending.isEmpty() ? ChallengeAnswers.denied(CHANGED) : offer(next, pending);
  }

  /** Returns the answer that says which proofs the user can present. */
  private Answer offer(Step step, Optional<Pending> pending) {
    String passkey = ProofMethod.PASSKEY.text();
    boolean passkeyOffered = passkeys.isPresent();
    List<String> methods;
    if (pending.isEmpty()) {
      methods = passkeyOffered ? List.of(PASSWORD, passkey) : List.of(PASSWORD);
    } else {
      Set<String> offers = challenges.offers(pending.get().half().accountId());
      passkeyOffered &= offers.contains(passkey);
      methods =
          offers.stream()
              .filter(each -> each.equals(passkey) ? passkeys.isPresent() : !step.needsPasskey())
              .toList();
    }
    Optional<Consumer<JsonWriter>> options =
        passkeyOffered ? passkeys.map(each -> each.begin(pending)) : Optional.empty();
    return ChallengeAnswers.insufficient(sessions.seal(step.begun()), methods, options);
  }

  private Answer complete(Step step, Optional<Pending> pending) {
    if (pending.isEmpty()) {
      throw INVALID_REQUEST.because(
          "A code completes a log-in: send username and password with it, or an auth_session after these.");
    }
    return step.needsPasskey()
        ? tooWeak()
        : answer(step, challenges.complete(pending.get(), required(step, CODE), step.client()));
  }

  private Answer answer(Step step, Challenges.Outcome outcome) {
    return switch (outcome) {
      case Challenges.Outcome.Complete(Authentication authentication, _) ->
          finish(step, authentication);
      case Challenges.Outcome.WrongCode _ ->
          ChallengeAnswers.denied("The code is wrong, or was used before. Wait for the next one.");
      case Challenges.Outcome.Unknown _ -> ChallengeAnswers.invalidSession();
      case Challenges.Outcome.Throttled(Duration retryAfter) ->
          ChallengeAnswers.throttled(retryAfter);
    };
  }

  private Answer logIn(Step step, Optional<Pending> pending) {
    PagePasskeys available =
        passkeys.orElseThrow(
            () -> INVALID_REQUEST.because("This server does not know the domain of passkeys."));
    String request = required(step, "passkey_request");
    JsonObject credential = credential(required(step, CREDENTIAL));
    PasskeyLogins.Outcome outcome;
    try {
      outcome = available.logIn(request, credential, pending, step.client());
    } catch (ProblemException e) {
      if (e.problem().type() != ProblemType.INVALID_JSON) {
        throw e;
      }
      throw malformedCredential();
    }
    return switch (outcome) {
      case PasskeyLogins.Outcome.LoggedIn(Authentication authentication) ->
          finish(step, authentication);
      case PasskeyLogins.Outcome.Refused _ ->
          ChallengeAnswers.denied(
              "The passkey is unknown, or its request was used before or has ended.");
      case PasskeyLogins.Outcome.Throttled(Duration retryAfter) ->
          ChallengeAnswers.throttled(retryAfter);
    };
  }

  private static JsonObject credential(String text) {
    try {
      if (READER.read(text) instanceof JsonObject object) {
        return object;
      }
    } catch (MalformedJson e) {
      throw malformedCredential();
    }
    throw malformedCredential();
  }

  private static RefusedRequestException malformedCredential() {
    return INVALID_REQUEST.because(
        "The parameter passkey_credential is not what PublicKeyCredential.toJSON() gives.");
  }

  /** Completes the log-in of an authenticated user. */
  private Answer finish(Step step, Authentication authentication) {
    if (!step.accepts(authentication.accountId())) {
      return otherAccount();
    }
    Acr acr = authentication.methods().acr();
    if (step.request().essentialAcr().filter(least -> !acr.satisfies(least)).isPresent()) {
      return tooWeak();
    }
    return switch (codes.issue(step.request(), authentication)) {
      case ChallengeCodes.Outcome.Issued(String code) -> {
        counts.issued();
        yield ChallengeAnswers.code(code);
      }
      case ChallengeCodes.Outcome.Changed _ -> ChallengeAnswers.denied(CHANGED);
      case ChallengeCodes.Outcome.Refused(AuthorizationError error) ->
          ChallengeAnswers.refused(
              error,
              "The client can get none of the scopes, or not all resources, that it asked for.");
      case ChallengeCodes.Outcome.ClientGone _ ->
          ChallengeAnswers.refused(
              AuthorizationError.UNAUTHORIZED_CLIENT,
              "The client was changed or disabled meanwhile.");
    };
  }

  private static Answer otherAccount() {
    return ChallengeAnswers.denied(
        "This is not the account that the request demands by id_token_hint or claims.");
  }

  private static Answer tooWeak() {
    return ChallengeAnswers.refused(AuthorizationError.UNMET_AUTHENTICATION_REQUIREMENTS, TOO_WEAK);
  }
}
