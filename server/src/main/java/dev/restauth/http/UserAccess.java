package dev.restauth.http;

import dev.restauth.assurance.HalfAuthentication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates users by password, token or personal key, and creates the refusals. Thread-safe.
 */
final class UserAccess {
  private static final Access.User USER = (Access.User) Access.USER;
  static final String REALM = "realm=\"Authentication Required\"";

  /**
   * The detail for credentials in the wrong place. The text does not reveal whether the credentials
   * are valid.
   */
  static final String MISPLACED =
      "This server takes tokens and keys as Bearer tokens only, not as the user name of HTTP Basic.";

  /** The path prefix of the routes that impersonated tokens can read. */
  private static final String API_PATHS = "/api/";

  private static final HeaderField BASIC_FIELD =
      new HeaderField(FieldNames.WWW_AUTHENTICATE, "Basic " + REALM);
  private static final List<HeaderField> BASIC_CHALLENGE = List.of(BASIC_FIELD);
  private static final HeaderField NO_STORE = new HeaderField(FieldNames.CACHE_CONTROL, "no-store");
  private static final HeaderField HTML =
      new HeaderField(FieldNames.CONTENT_TYPE, "text/html; charset=utf-8");
  private static final byte[] ORIGINAL_BODY =
      "Unauthorized Access".getBytes(StandardCharsets.UTF_8);

  private final AuthorizationField field;
  private final Authenticator authenticator;
  private final List<HeaderField> bothChallenges;
  private final String detail;

  /**
   * Creates the check for all routes.
   *
   * @param resourceMetadata the URL of the metadata document (RFC 9728 section 5.1) for clients
   *     with an invalid Bearer token; empty if the server cannot be certain of the URL
   */
  UserAccess(
      AuthorizationField field, Authenticator authenticator, Optional<String> resourceMetadata) {
    this.field = field;
    this.authenticator = authenticator;
    this.detail =
        "Send a user name and password with HTTP Basic, or a token "
            + (field.tokensAsUsernames() ? "as the user name or " : "")
            + "as a Bearer token. What was sent is missing, wrong or expired.";
    this.bothChallenges =
        List.of(
            BASIC_FIELD,
            new HeaderField(
                FieldNames.WWW_AUTHENTICATE,
                "Bearer "
                    + REALM
                    + ", error=\"invalid_token\""
                    + resourceMetadata
                        .map(url -> ", resource_metadata=\"" + url + "\"")
                        .orElse("")));
  }

  /** The authenticated user, or the answer that refuses the request. */
  private sealed interface Outcome {
    record Authenticated(Caller.User user) implements Outcome {}

    record Refused(Answer answer) implements Outcome {}
  }

  Answer answer(
      List<Octets> authorization, Call call, Access.User access, RouteTable.Handler handler) {
    return switch (authenticate(
        authorization, call, access == Access.RENEWAL, access.byLapsedKey())) {
      case Outcome.Authenticated(Caller.User user) -> answer(user, call, access, handler);
      case Outcome.Refused(Answer answer) -> answer;
    };
  }

  /**
   * Answers a call of a user, or of an administrator who presents the token of an administrative
   * session.
   */
  Answer answerUserOr(
      AdministrativeScope scope,
      List<Octets> authorization,
      Call call,
      RouteTable.Handler handler) {
    return switch (authenticate(authorization, call)) {
      case Outcome.Authenticated(Caller.User user)
          when user.session().isPresent() && hasScope(user, scope.text()) && !isEveryday(user) ->
          answer(user, call, scope, handler);
      case Outcome.Authenticated(Caller.User user) -> answer(user, call, USER, handler);
      case Outcome.Refused(Answer answer) -> answer;
    };
  }

  /**
   * Answers a call of an administrator. The account must have the scope, and so must a presented
   * token.
   */
  Answer answer(
      List<Octets> authorization,
      Call call,
      AdministrativeScope scope,
      RouteTable.Handler handler) {
    return switch (authenticate(authorization, call)) {
      case Outcome.Authenticated(Caller.User user) -> answer(user, call, scope, handler);
      case Outcome.Refused(Answer answer) -> answer;
    };
  }

  private Answer answer(
      Caller.User user, Call call, Access.User access, RouteTable.Handler handler) {
    if (user.byKey() && !access.byKey()) {
      return notForKeys();
    }
    if (user.impersonated() && !isForImpersonation(call, access.byOutdatedToken())) {
      return impersonated();
    }
    if (user.byAdoptedToken() && !access.byAdoptedToken()) {
      return Answer.problem(
          ProblemType.PASSWORD_REQUIRED.because(
              "A token issued by the previous application does not suffice here. Send user name and"
                  + " password with HTTP Basic."));
    }
    boolean byLapsedKey = access.byLapsedKey() && user.byKey();
    if (!access.byOutdatedToken() && !byLapsedKey && isOutdated(user)) {
      return outdated(call);
    }
    if (!access.scopes().isEmpty() && !hasOneOf(access.scopes(), user)) {
      return Answer.insufficientScope(AdministrativeScope.API);
    }
    return handler.answer(call.withCaller(user, () -> true));
  }

  private Answer answer(
      Caller.User user, Call call, AdministrativeScope scope, RouteTable.Handler handler) {
    if (user.byKey()) {
      return notForKeys();
    }
    if (user.impersonated()) {
      return impersonated();
    }
    if (isOutdated(user)) {
      return outdated(call);
    }
    // Reads the account's scopes again, because a right may have been removed just after the token
    // was issued.
    if (!hasScope(user, scope.text())
        || isEveryday(user)
        || isInOrganization(user)
        || !authenticator.administrativeScopes(user.accountId()).contains(scope.text())) {
      return Answer.insufficientScope(scope.text());
    }
    return handler.answer(call.withCaller(user, () -> true));
  }

  private static Answer notForKeys() {
    return Answer.problem(
        ProblemType.NOT_FOR_KEYS.because(
            "Personal keys, and tokens that were issued for them, open only the calls in docs/keys.md. Send user"
                + " name and password with HTTP Basic, or the token of a log-in."));
  }

  /**
   * Returns whether an administrator who impersonates a user may make this call. Only calls that
   * read, or that end the impersonation, are allowed.
   */
  private static boolean isForImpersonation(Call call, boolean byOutdatedToken) {
    return byOutdatedToken
        ? call.method().equals(Method.DELETE)
        : call.isReading() && call.path().startsWith(API_PATHS);
  }

  private static Answer impersonated() {
    return Answer.problem(
        ProblemType.NOT_FOR_IMPERSONATION.because(
            "This token acts as another user: it can only read below /api, and log out with DELETE /api/token."));
  }

  private static boolean isOutdated(Caller.User user) {
    return user.session().filter(session -> session.token().outdated()).isPresent();
  }

  /**
   * Returns whether a presented token has a scope that is not administrative. Resource servers
   * receive such a token, and could forward it to administrative routes.
   */
  private static boolean isEveryday(Caller.User user) {
    return user.session()
        .filter(session -> !session.token().scopes().stream().allMatch(AdministrativeScope::isOne))
        .isPresent();
  }

  /**
   * Returns whether a presented token acts in an organisation. The organisation's services receive
   * such a token, and could forward it to administrative routes.
   */
  private static boolean isInOrganization(Caller.User user) {
    return user.session().filter(session -> session.token().organization().isPresent()).isPresent();
  }

  /**
   * Returns whether the presented credentials have a scope. A password has all scopes of its
   * account.
   */
  static boolean hasScope(Caller.User user, String scope) {
    return user.session().isEmpty() || user.session().get().token().scopes().contains(scope);
  }

  private static boolean hasOneOf(Set<String> scopes, Caller.User user) {
    for (String scope : scopes) {
      if (hasScope(user, scope)) {
        return true;
      }
    }
    return false;
  }

  private Answer outdated(Call call) {
    return refusal(
        challenges(call),
        call.accept(),
        ProblemType.RIGHTS_CHANGED.because(
            "The rights of this account were changed after this token was issued. Renew the token with GET"
                + " /api/token, or with a refresh token."));
  }

  private Outcome authenticate(List<Octets> authorization, Call call) {
    return authenticate(authorization, call, false, false);
  }

  /**
   * Authenticates the user.
   *
   * @param withCode whether the header OTP may contain the code of a second factor
   * @param byLapsedKey whether a personal key suffices even if its owner has left the organisation
   *     that the key belongs to
   */
  private Outcome authenticate(
      List<Octets> authorization, Call call, boolean withCode, boolean byLapsedKey) {
    return switch (field.read(authorization)) {
      case Credentials.None none -> refused(BASIC_CHALLENGE, call.accept());
      case Credentials.Password(String username, String password) ->
          switch (authenticator.byPassword(username, password, call.client())) {
            case LoginOutcome.FactorMissing(HalfAuthentication half) ->
                withCode && !call.isHead()
                    ? complete(half, call)
                    : new Outcome.Refused(codeRequired(half, call));
            case LoginOutcome.EnrolmentDue(HalfAuthentication half)
                when withCode && !call.isHead() && call.accept().prefersJson() ->
                new Outcome.Refused(
                    Answer.enrolmentRequired(authenticator.enrolment(half, call.client())));
            case LoginOutcome outcome -> outcome(outcome, call);
          };
      case Credentials.Token(String token, boolean bearer) ->
          authenticator
              .byToken(token)
              .<Outcome>map(Outcome.Authenticated::new)
              .orElseGet(() -> refused(bearer ? bothChallenges : BASIC_CHALLENGE, call.accept()));
      case Credentials.PersonalKey(String key, Optional<String> name, boolean bearer) ->
          authenticator
              .byPersonalKey(key, name, byLapsedKey)
              .<Outcome>map(Outcome.Authenticated::new)
              .orElseGet(() -> refused(bearer ? bothChallenges : BASIC_CHALLENGE, call.accept()));
      case Credentials.Misplaced _ ->
          new Outcome.Refused(
              refusal(BASIC_CHALLENGE, call.accept(), ProblemType.UNAUTHORIZED.because(MISPLACED)));
      // A service is not a user. The server does not check the key, so that the client does not
      // learn whether the key is valid.
      case Credentials.ServiceKey(String key, Optional<String> name, boolean bearer) ->
          refused(bearer ? bothChallenges : BASIC_CHALLENGE, call.accept());
    };
  }

  private Outcome outcome(LoginOutcome outcome, Call call) {
    return switch (outcome) {
      case LoginOutcome.LoggedIn(Caller.User user) -> new Outcome.Authenticated(user);
      case LoginOutcome.Refused _ -> refused(BASIC_CHALLENGE, call.accept());
      case LoginOutcome.FactorMissing(HalfAuthentication half) ->
          new Outcome.Refused(wrongCode(half, call));
      case LoginOutcome.EnrolmentDue _ ->
          new Outcome.Refused(
              refusal(
                  BASIC_CHALLENGE,
                  call.accept(),
                  ProblemType.ENROLMENT_REQUIRED.because(
                      "The password is right, but this account must have a second factor. Enrol one with"
                          + " POST /api/login and POST /api/enrolments.")));
      case LoginOutcome.Busy _ -> new Outcome.Refused(Answer.busy());
      case LoginOutcome.Throttled(Duration retryAfter) ->
          new Outcome.Refused(Answer.throttled(retryAfter));
      case LoginOutcome.Gone _ ->
          throw new ClientGoneException("the client no longer waits for the password check");
    };
  }

  /**
   * Completes a log-in with the code in the header OTP. Without a code, answers that a code is
   * required.
   */
  private Outcome complete(HalfAuthentication half, Call call) {
    List<String> codes = call.lines(FieldNames.OTP);
    if (codes.size() == 1) {
      return outcome(authenticator.byCode(half, codes.getFirst(), call.client()), call);
    }
    if (!call.accept().prefersJson()) {
      return new Outcome.Refused(codeRequired(half, call));
    }
    FactorChallenge challenge = authenticator.challenge(half, call.client());
    return new Outcome.Refused(withOffers(Answer.factorRequired(challenge), challenge.factors()));
  }

  private Answer codeRequired(HalfAuthentication half, Call call) {
    return factorRequired(
        half,
        call,
        "The password is right, but this account has a second factor. Get a token with GET /api/token and a code"
            + " in the header OTP, or with POST /api/login.");
  }

  private Answer wrongCode(HalfAuthentication half, Call call) {
    return factorRequired(
        half,
        call,
        "The code in the header OTP is wrong, or was used before. Wait for the next one.");
  }

  private Answer factorRequired(HalfAuthentication half, Call call, String detail) {
    return withOffers(
        refusal(BASIC_CHALLENGE, call.accept(), ProblemType.FACTOR_REQUIRED.because(detail)),
        authenticator.factors(half.accountId()));
  }

  private static Answer withOffers(Answer answer, Set<String> factors) {
    return answer.with(
        FieldNames.OTP_REQUIRED, String.join(", ", factors.stream().sorted().toList()));
  }

  /** The answer to a request that {@link CallerRevokedException} has stopped. */
  Answer refuseRevoked(Call call) {
    return refusal(challenges(call), call.accept(), ProblemType.UNAUTHORIZED.because(detail));
  }

  private List<HeaderField> challenges(Call call) {
    boolean bearer = call.authorizationOctets().stream().anyMatch(AuthorizationField::isBearer);
    return bearer ? bothChallenges : BASIC_CHALLENGE;
  }

  private Outcome refused(List<HeaderField> challenge, Accept accept) {
    return new Outcome.Refused(
        refusal(challenge, accept, ProblemType.UNAUTHORIZED.because(detail)));
  }

  private static Answer refusal(List<HeaderField> challenge, Accept accept, Problem problem) {
    Answer answer =
        accept.prefersJson()
            ? Answer.problem(problem)
            : new Answer(401, List.of(HTML, NO_STORE), ORIGINAL_BODY, false);
    return answer.with(challenge);
  }
}
