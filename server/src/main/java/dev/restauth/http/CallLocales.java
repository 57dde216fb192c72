package dev.restauth.http;

import java.util.Optional;

/**
 * The language preferences of the user who makes a call. The handler notes each preference as soon
 * as it finds one, so that even an error page is in the right language. Not thread-safe.
 */
public final class CallLocales {
  private Optional<String> requested = Optional.empty();
  private Optional<Long> account = Optional.empty();

  CallLocales() {}

  /**
   * Notes the languages that the application requests, as a list of BCP 47 language tags. An empty
   * value changes nothing.
   */
  public void request(Optional<String> tags) {
    requested = tags.or(() -> requested);
  }

  /** Notes the account of a user who is logged in, or who has proved a first factor. */
  public void concern(long accountId) {
    account = Optional.of(accountId);
  }

  /** Returns the languages that the application requests, in order of preference. */
  public Optional<String> requested() {
    return requested;
  }

  /**
   * Returns the account that the handler noted. The user may be logged in even if the result is
   * empty, because not every handler notes the account.
   */
  public Optional<Long> account() {
    return account;
  }
}
