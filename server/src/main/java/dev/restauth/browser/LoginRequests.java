package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import java.time.Instant;
import java.util.Optional;

/**
 * The requests that make a browser log in. They travel sealed in URLs and forms, so that nothing waits in the server, and
 * tabs do not disturb each other. Thread-safe.
 */
public interface LoginRequests {
  /**
   * A request of this browser.
   *
   * @param clientName the application that the user logs in for; empty if it is this server
   * @param proofAfter the earliest time of a proof that suffices ({@code prompt=login}, {@code max_age})
   * @param least the weakest class of the authentication that suffices, if one is essential
   * @param loginHint the user name to fill in
   * @param locale the language that the application asks for, as a BCP 47 language tag
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
   * Opens a sealed request.
   *
   * @param browser what binds requests to their browser: {@link dev.restauth.page.FormTokens.Browser#binding}
   * @return empty if it is malformed, has ended, or belongs to another browser
   */
  Optional<Wanted> open(String sealed, String browser);

  /**
   * Returns the path and query at this server, without the path of its public URL, where the browser goes on once its user has
   * logged in.
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

  /** No requests: users log in only for this server itself. */
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
