package dev.restauth.passkey;

import dev.restauth.challenge.Challenges;
import dev.restauth.http.Answer;
import dev.restauth.http.JsonBody;
import dev.restauth.passkey.PasskeyLogins.Attempt;
import dev.restauth.passkey.PasskeyLogins.Outcome;
import dev.restauth.password.HashRequest;
import java.util.Optional;

/** Log-ins with passkeys for the pages of this server: those by JSON, but what begins afterwards is the caller's. Thread-safe. */
public final class PagePasskeys {
  private final RelyingParty party;
  private final PasskeyLogins logins;

  PagePasskeys(RelyingParty party, PasskeyLogins logins) {
    this.party = party;
    this.logins = logins;
  }

  /**
   * Returns the options of a request, for the script of a page.
   *
   * @param pending the log-in that the passkey completes; empty if it stands alone
   */
  public Answer options(Optional<Challenges.Pending> pending) {
    PasskeyLogins.Begun begun =
        pending.map(each -> logins.begin(each.half())).orElseGet(logins::begin);
    return Answer.json(200, json -> PasskeyJson.request(json, party, begun, pending.isEmpty()));
  }

  /**
   * Logs in with the members {@code request} and {@code credential} of a body.
   *
   * @param pending the log-in that the passkey completes; empty if it stands alone
   * @throws dev.restauth.http.ProblemException if a member is missing or malformed
   */
  public Outcome logIn(JsonBody body, Optional<Challenges.Pending> pending, HashRequest client) {
    String request = body.string("request");
    CredentialJson credential = CredentialJson.read(body);
    credential.requireAssertion();
    return logins.logIn(
        new Attempt(request, credential, pending, Optional.empty(), client), _ -> {});
  }
}
