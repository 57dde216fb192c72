package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import java.time.Instant;
import java.util.Optional;

/**
 * Requests that continue only after the user has logged in, such as the authorization requests of
 * applications. They are encrypted in URLs and forms. The server therefore stores nothing for them,
 * and several tabs do not interfere with each other. Thread-safe.
 */
public interface LoginRequests {
  /**
   * A request from this browser.
   *
   * @param clientName the application to which the user logs in; empty for this server itself
   * @param proofAfter the time after which the user must have proved their identity ({@code
   *     prompt=login}, {@code max_age})
   * @param least the minimum class of the authentication, if the request requires one
   * @param loginHint the user name to show in the form
   * @param locale the language that the application requests, as a BCP 47 language tag
   * @param accountId the account that must log in, if the request names one ({@code id_token_hint})
   */
  record Wanted(
      Optional<String> clientName,
      Instant proofAfter,
      Optional<Acr> least,
      Optional<String> loginHint,
      Optional<String> locale,
      Optional<Long> accountId) {}

  /**
   * Decrypts a request.
   *
   * @param browser the value that binds requests to their browser: {@link
   *     dev.restauth.page.FormTokens.Browser#binding}
   * @return the request; empty if it is malformed, has expired, or belongs to another browser
   */
  Optional<Wanted> open(String sealed, String browser);

  /**
   * Returns the path and the query, without the path of the public URL, at which the browser
   * continues after its user has logged in.
   */
  String continuation(String sealed, String browser);

  /**
   * Returns the path and the query, as in {@link #continuation}, for a user who does not want to
   * log in.
   */
  String cancellation(String sealed);

  /**
   * Returns the path and the query, as in {@link #continuation}, for a user whose account cannot
   * reach {@link Wanted#least} ({@code unmet_authentication_requirements}).
   */
  default String unmet(String sealed) {
    return cancellation(sealed);
  }

  /** No requests. Users log in only to this server itself. */
  LoginRequests NONE =
      new LoginRequests() {
        @Override
        public Optional<Wanted> open(String sealed, String browser) {
          return Optional.empty();
        }

        @Override
        public String continuation(String sealed, String browser) {
          return LoginPages.ACCOUNT;
        }

        @Override
        public String cancellation(String sealed) {
          return LoginPages.ACCOUNT;
        }
      };
}
