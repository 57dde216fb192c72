package dev.restauth.token;

import dev.restauth.http.Answer;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.token.TokenIssuer.IssuedToken;

/** Answers that hand out the token of a session, the same for all ways to log in. */
public record TokenAnswers(TokenIssuer issuer) {

  /** Issues a token in a session, and returns it with the session's refresh token, if it has one. */
  public Answer of(NewSession begun) {
    IssuedToken issued = issuer.issue(begun.session());
    return Answer.json(
        200,
        json -> {
          json.text("token", issued.token());
          json.number("duration", issued.duration().toSeconds());
          if (begun.refreshToken().isPresent()) {
            json.text("refresh_token", begun.refreshToken().get());
          }
        });
  }
}
