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
import java.util.function.UnaryOperator;

/**
 * Log-ins with passkeys, for the pages of this server. They work like log-ins with JSON, but the
 * caller begins the session afterwards. Thread-safe.
 */
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
   * @param pending the log-in that the passkey completes; empty if the passkey is the only proof
   * @param bind binds the request to the page's browser
   */
  public Answer options(Optional<Challenges.Pending> pending, UnaryOperator<String> bind) {
    return Answer.json(200, begin(pending, bind));
  }

  /**
   * Begins a WebAuthn request, and returns an action that writes the request's options as members
   * of an object.
   *
   * @param pending the log-in that the passkey completes; empty if the passkey is the only proof
   */
  public Consumer<JsonWriter> begin(Optional<Challenges.Pending> pending) {
    return begin(pending, UnaryOperator.identity());
  }

  private Consumer<JsonWriter> begin(
      Optional<Challenges.Pending> pending, UnaryOperator<String> bind) {
    PasskeyLogins.Begun begun =
        pending.map(each -> logins.begin(each.half())).orElseGet(logins::begin);
    PasskeyLogins.Begun bound =
        new PasskeyLogins.Begun(begun.ceremony(), bind.apply(begun.request()), begun.allowed());
    return json -> PasskeyJson.request(json, party, bound, pending.isEmpty());
  }

  /**
   * Logs in with the credential in the member {@code credential} of a body.
   *
   * @param request the request, without the text that bound it to the browser
   * @param pending the log-in that the passkey completes; empty if the passkey is the only proof
   * @throws dev.restauth.http.ProblemException if a member is missing or malformed
   */
  public Outcome logIn(
      String request, JsonBody body, Optional<Challenges.Pending> pending, HashRequest client) {
    return logIn(request, CredentialJson.read(body), pending, client);
  }

  /**
   * Logs in with a credential.
   *
   * @param request the request, as contained in the options
   * @param credential the result of {@code PublicKeyCredential.toJSON()}
   * @param pending the log-in that the passkey completes; empty if the passkey is the only proof
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
