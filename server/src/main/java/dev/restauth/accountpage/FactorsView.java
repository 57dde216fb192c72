package dev.restauth.accountpage;

import dev.restauth.browser.CodesView;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The page of the second factors of an account.
 *
 * @param action the path of the forms
 * @param url the path and query of the page
 * @param account the path of the page of the account
 * @param totp the path of the page to set up an authenticator app
 * @param notice the sentence about what was just done
 * @param error the text about what is wrong, if anything
 * @param app the authenticator app
 * @param passkeys the passkeys; empty if this server has none
 * @param recoveryCodes how many are left
 * @param codesToken the hidden token of the form that makes new recovery codes; empty if they would be of no use
 * @param withoutPasskey the page for a user who cannot use their passkeys
 */
public record FactorsView(
    String action,
    String url,
    String account,
    String totp,
    Message notice,
    Message error,
    Optional<App> app,
    Optional<Passkeys> passkeys,
    long recoveryCodes,
    Optional<String> codesToken,
    Optional<String> withoutPasskey)
    implements View {
  /**
   * An authenticator app.
   *
   * @param token the hidden token of the form that removes it
   */
  public record App(Instant since, String token) {
    /** Leaves out the token. */
    @Override
    public String toString() {
      return "App[]";
    }
  }

  /**
   * The passkeys.
   *
   * @param token the hidden token of the form that adds one
   * @param all those that the page shows
   * @param more where the others are
   */
  public record Passkeys(String token, List<Passkey> all, Optional<More> more) {
    /** Copies the list. */
    public Passkeys {
      all = List.copyOf(all);
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
      return "Passkeys[]";
    }
  }

  /**
   * A passkey.
   *
   * @param renameToken the hidden token of the form that renames it
   * @param removeToken the hidden token of the form that removes it
   */
  public record Passkey(
      String id,
      String name,
      Instant since,
      Optional<Instant> usedAt,
      String renameToken,
      String removeToken) {
    /** Leaves out the tokens. */
    @Override
    public String toString() {
      return "Passkey[id=" + id + "]";
    }
  }

  /** Returns whether the account has no second factor. */
  public boolean none() {
    return app.isEmpty() && passkeys.map(each -> each.all().isEmpty()).orElse(true);
  }

  @Override
  public String template() {
    return "account/factors.jte";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public Optional<String> address() {
    return Optional.of(url);
  }

  @Override
  public Optional<String> script() {
    return passkeys.map(_ -> CodesView.SCRIPT);
  }

  /** Leaves out the tokens. */
  @Override
  public String toString() {
    return "FactorsView[]";
  }
}
