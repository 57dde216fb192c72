package dev.restauth.http;

import java.util.List;
import java.util.Optional;

/**
 * Authenticates services by their keys, and checks that the key has the scope of the route.
 * Refusals follow RFC 6750 section 3. A user's password or token does not give access to a route
 * for services. The server does not even hash the password. Thread-safe.
 */
record ServiceAccess(AuthorizationField field, Authenticator authenticator) {
  private static final String BEARER = "Bearer " + UserAccess.REALM;
  private static final String[] NO_CREDENTIALS = {BEARER};
  private static final String[] BASIC_FAILED = {"Basic " + UserAccess.REALM, BEARER};
  private static final String[] BEARER_FAILED = {BEARER + ", error=\"invalid_token\""};

  Answer answer(List<Octets> authorization, Call call, String scope, RouteTable.Handler handler) {
    Credentials presented = field.read(authorization);
    Optional<Caller.Service> service = service(presented);
    if (service.isEmpty()) {
      return refused(presented);
    }
    return service.get().scopes().contains(scope)
        ? handler.answer(call.withCaller(service.get(), () -> isAuthorized(presented, scope)))
        : insufficient(scope);
  }

  /** Returns whether the client presented a service key, which may be invalid. */
  boolean isPresented(List<Octets> authorization) {
    return field.read(authorization) instanceof Credentials.ServiceKey;
  }

  private boolean isAuthorized(Credentials presented, String scope) {
    return service(presented).filter(caller -> caller.scopes().contains(scope)).isPresent();
  }

  private Optional<Caller.Service> service(Credentials presented) {
    return switch (presented) {
      case Credentials.ServiceKey(String key, Optional<String> name, _) ->
          authenticator.byServiceKey(key, name);
      case Credentials.None _,
          Credentials.Misplaced _,
          Credentials.Password _,
          Credentials.PersonalKey _,
          Credentials.Token _ ->
          Optional.empty();
    };
  }

  private static Answer refused(Credentials presented) {
    String[] challenges =
        switch (presented) {
          case Credentials.None _ -> NO_CREDENTIALS;
          case Credentials.Password _, Credentials.Misplaced _ -> BASIC_FAILED;
          case Credentials.Token(_, boolean bearer) -> bearer ? BEARER_FAILED : BASIC_FAILED;
          case Credentials.PersonalKey(_, _, boolean bearer) ->
              bearer ? BEARER_FAILED : BASIC_FAILED;
          case Credentials.ServiceKey(_, _, boolean bearer) ->
              bearer ? BEARER_FAILED : BASIC_FAILED;
        };
    String detail =
        presented instanceof Credentials.Misplaced
            ? UserAccess.MISPLACED
            : "Send the key of a service as a Bearer token, or with HTTP Basic as the password of"
                + " the key's name. What was sent is missing, wrong or disabled.";
    return Answer.problem(ProblemType.UNAUTHORIZED.because(detail))
        .with(FieldNames.WWW_AUTHENTICATE, challenges);
  }

  private static Answer insufficient(String scope) {
    return Answer.problem(
            ProblemType.INSUFFICIENT_SCOPE.because(
                "This request needs a service key with the scope " + scope + "."))
        .with(
            FieldNames.WWW_AUTHENTICATE,
            BEARER + ", error=\"insufficient_scope\", scope=\"" + scope + "\"");
  }
}
