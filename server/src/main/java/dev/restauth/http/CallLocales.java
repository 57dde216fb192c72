package dev.restauth.http;

import java.util.Optional;

/**
 * The preferences of the user of a call for a language, as far as its handler knows them. The handler notes each as soon as it
 * does, so that a page that takes the place of a problem has it, too. Not thread-safe.
 */
public final class CallLocales {
  private Optional<String> requested = Optional.empty();
  private Optional<Long> account = Optional.empty();

  CallLocales() {}

  /** Notes the languages that the application asks for, as a list of BCP 47 language tags; empty changes nothing. */
  public void request(Optional<String> tags) {
    requested = tags.or(() -> requested);
  }

  /** Notes the account of the user, who is logged in, or has proved a first factor. */
  public void concern(long accountId) {
    account = Optional.of(accountId);
  }

  /** Returns the languages that the application asks for, most wanted first. */
  public Optional<String> requested() {
    return requested;
  }

  /** Returns the account of the user. Without one, the user can still be logged in: not all handlers ask. */
  public Optional<Long> account() {
    return account;
  }
}
