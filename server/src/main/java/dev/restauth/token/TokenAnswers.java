package dev.restauth.token;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonWriter;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.token.TokenIssuer.IssuedToken;
import dev.restauth.token.TokenIssuer.NoScopeException;
import dev.restauth.token.TokenIssuer.NotMemberException;
import dev.restauth.token.TokenIssuer.Restrictions;
import dev.restauth.token.TokenIssuer.TooManyScopesException;
import java.util.function.Consumer;

/**
 * Builds responses that contain a token. {@code GET /api/token} and all log-ins with JSON use this
 * class.
 */
public record TokenAnswers(TokenIssuer issuer) {

  /**
   * Issues a token in a session. The response also contains the refresh token if the session has
   * one.
   */
  public Answer of(NewSession begun) {
    return of(begun, Restrictions.NONE, false);
  }

  /**
   * Issues a token with restrictions.
   *
   * @param asked whether the client requested scopes. If it did not, the response has the member
   *     {@code scope} only if the token has a scope other than {@code api}
   */
  Answer of(NewSession begun, Restrictions restrictions, boolean asked) {
    return of(begun, restrictions, asked, _ -> {});
  }

  /** Issues a token with restrictions, and adds members to the response. */
  Answer of(NewSession begun, Restrictions restrictions, boolean asked, Consumer<JsonWriter> more) {
    IssuedToken issued = issue(begun.session(), restrictions);
    return Answer.json(
        200,
        json -> {
          json.text("token", issued.token());
          json.number("duration", issued.duration().toSeconds());
          if (begun.refreshToken().isPresent()) {
            json.text("refresh_token", begun.refreshToken().get());
          }
          if (begun.session().organization().isPresent()) {
            json.text("organization", begun.session().organization().get());
          }
          if (asked || !issued.scope().equals(AdministrativeScope.API)) {
            json.text("scope", issued.scope());
          }
          more.accept(json);
        });
  }

  private IssuedToken issue(LiveSession session, Restrictions restrictions) {
    try {
      return issuer.issue(session, restrictions);
    } catch (NoScopeException e) {
      throw noScope();
    } catch (NotMemberException e) {
      throw new ProblemException(
          ProblemType.NOT_A_MEMBER.because(
              "The log-in was for an organisation that this account is not a member of any more. Log"
                  + " in again with user name and password."));
    } catch (TooManyScopesException e) {
      throw new ProblemException(
          ProblemType.INSUFFICIENT_SCOPE.because(
              "The scopes of this account and of its role in the organisation do not fit into one"
                  + " token. Ask for fewer with the parameter \"scope\"."));
    }
  }

  static ProblemException noScope() {
    return new ProblemException(
        ProblemType.INSUFFICIENT_SCOPE.because(
            "This account holds none of the scopes that were asked for, or that the session was"
                + " narrowed to."));
  }
}
