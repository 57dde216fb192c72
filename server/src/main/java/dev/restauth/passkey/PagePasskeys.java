package dev.restauth.passkey;

import dev.restauth.challenge.Challenges;
import dev.restauth.http.Answer;
import dev.restauth.http.JsonBody;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.passkey.PasskeyLogins.Attempt;
import dev.restauth.passkey.PasskeyLogins.Outcome;
import dev.restauth.password.HashRequest;
import java.util.Optional;
import java.util.function.Consumer;

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
    return Answer.json(200, begin(pending));
  }

  /**
   * Begins a request, and returns what writes its options as members of an object.
   *
   * @param pending the log-in that the passkey completes; empty if it stands alone
   */
  public Consumer<JsonWriter> begin(Optional<Challenges.Pending> pending) {
    PasskeyLogins.Begun begun =
        pending.map(each -> logins.begin(each.half())).orElseGet(logins::begin);
    return json -> PasskeyJson.request(json, party, begun, pending.isEmpty());
  }

  /**
   * Logs in with the members {@code request} and {@code credential} of a body.
   *
   * @param pending the log-in that the passkey completes; empty if it stands alone
   * @throws dev.restauth.http.ProblemException if a member is missing or malformed
   */
  public Outcome logIn(JsonBody body, Optional<Challenges.Pending> pending, HashRequest client) {
    return logIn(body.string("request"), CredentialJson.read(body), pending, client);
  }

  /**
   * Logs in with a credential.
   *
   * @param request the request, as the options had it
   * @param credential what {@code PublicKeyCredential.toJSON()} gave
   * @param pending the log-in that the passkey completes; empty if it stands alone
   * @throws dev.restauth.http.ProblemException if a member is missing or malformed
   */
  public Outcome logIn(
      String request,
      JsonObject credential,
      Optional<Challenges.Pending> pending,
      HashRequest client) {
    return logIn(request, CredentialJson.of(credential), pending, client);
  }

  private Outcome logIn(
      String request,
      CredentialJson credential,
      Optional<Challenges.Pending> pending,
      HashRequest client) {
    credential.requireAssertion();
    return logins.logIn(
        new Attempt(request, credential, pending, Optional.empty(), client), _ -> {});
  }
}
