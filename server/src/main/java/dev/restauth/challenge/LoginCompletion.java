package dev.restauth.challenge;

import dev.restauth.assurance.Authentication;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.token.LoginTokens;
import dev.restauth.token.LoginTokens.Wanted;
import java.util.Optional;

/**
 * The last step of all JSON log-ins: beginning a new session. In a step-up, the new session
 * replaces the old one. Thread-safe.
 */
public final class LoginCompletion {
  private final StepUps stepUps;
  private final LoginTokens tokens;

  LoginCompletion(StepUps stepUps, LoginTokens tokens) {
    this.stepUps = stepUps;
    this.tokens = tokens;
  }

  /**
   * Reads the properties that a client requests for the new session.
   *
   * @param user the user of the presented token; empty for a log-in
   * @throws ProblemException if a member is malformed, or requests more than the token allows
   */
  public Wanted wanted(JsonBody body, Optional<Caller.User> user) {
    return stepUps.wanted(body, user);
  }

  /**
   * Checks that the wanted session can begin for an account now. Must be called before a code or
   * challenge is used up.
   *
   * @throws ProblemException if the account holds none of the wanted scopes, or is not a member of
   *     the wanted organisation
   */
  public void require(long accountId, Wanted wanted) {
    tokens.require(accountId, wanted);
  }

  /**
   * Begins the session, and answers with its token.
   *
   * @param user the user of the presented token, whose session is replaced; empty for a log-in
   */
  public Answer begin(
      Call call, Authentication authentication, Optional<Caller.User> user, Wanted wanted) {
    if (user.filter(each -> each.accountId() != authentication.accountId()).isPresent()) {
      throw new CallerRevokedException(); // the user name now belongs to another account
    }
    Sender sender = new Sender(call.client().address().getHostAddress(), call.userAgent());
    return tokens
        .begin(authentication, sender, wanted, tx -> stepUps.replace(tx, user))
        .orElseThrow(CallerRevokedException::new);
  }

  /**
   * Returns the user of the presented token; empty if the request has no token.
   *
   * @throws ProblemException if the user was authenticated with HTTP Basic
   */
  public static Optional<Caller.User> presented(Call call) {
    Optional<Caller.User> user = call.findUser();
    if (user.filter(each -> each.session().isEmpty()).isPresent()) {
      throw new ProblemException(
          ProblemType.TOKEN_REQUIRED.because(
              "Send user name and password in the body, without HTTP Basic; or the token of the session that steps up."));
    }
    return user;
  }

  /** Returns the session of the presented token. */
  public static Optional<String> session(Optional<Caller.User> user) {
    return user.flatMap(Caller.User::session).map(Caller.Session::id);
  }
}
