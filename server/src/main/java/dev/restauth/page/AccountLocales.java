package dev.restauth.page;

import dev.restauth.http.Call;
import java.util.Optional;

/**
 * Finds the languages that users have set in their profiles, as BCP 47 language tags. If the
 * database does not answer, the result is empty, because a page in another language is better than
 * no page. Thread-safe.
 */
public interface AccountLocales {
  /** Returns the locale of an account; empty if it has none. */
  Optional<String> of(long accountId);

  /**
   * Returns the locale of the user who is logged in with the calling browser; empty if nobody is
   * logged in.
   */
  Optional<String> ofBrowser(Call call);
}
