package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import java.time.Instant;
import java.util.Optional;

/**
 * The requests that make a browser log in. The requests travel in encrypted form in URLs and forms. So the server stores no
 * state for them, and tabs do not disturb each other. Thread-safe.
 */
public interface LoginRequests {
  /**
   * A request from this browser.
   *
   * @param clientName the application to which the user logs in; empty for this server itself
   * @param proofAfter the earliest time of a proof that suffices ({@code prompt=login}, {@code max_age})
   * @param least the weakest class of authentication that suffices, if the request requires a class
   * @param loginHint the user name in the form
   * @param locale the language that the application requests, as a BCP 47 language tag
   * @param accountId the only account that suffices ({@code id_token_hint})
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
   * @param browser the value that binds requests to their browser: {@link dev.restauth.page.FormTokens.Browser#binding}
   * @return empty if the request is malformed, has expired, or belongs to another browser
   */
  Optional<Wanted> open(String sealed, String browser);

  /**
   * Returns the path and query at this server, without the path of its public URL, at which the browser continues after its
   * user has logged in.
   */
  String continuation(String sealed, String browser);

  /** Returns the path and query, in the same way, for a user who does not want to log in. */
  String cancellation(String sealed);

  /**
   * Returns the path and query, in the same way, for a user whose account does not reach {@link Wanted#least}
   * ({@code unmet_authentication_requirements}).
   */
  default String unmet(String sealed) {
    return cancellation(sealed);
  }

  /** No requests: users log in only to this server itself. */
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
