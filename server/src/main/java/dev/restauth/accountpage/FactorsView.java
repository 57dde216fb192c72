package dev.restauth.accountpage;

import dev.restauth.browser.CodesView;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The page for an account's second factors.
 *
 * @param action the path of the forms
 * @param url the path and the query of the page
 * @param account the path of the account's main page
 * @param totp the path of the page for setting up an authenticator app
 * @param notice the notice to show, if any
 * @param error the error to show, if any
 * @param app the authenticator app, if there is one
 * @param passkeys the passkeys; empty if this server does not support passkeys
 * @param recoveryCodes the number of remaining recovery codes
 * @param codesToken the form token for creating new recovery codes; empty if the account cannot use
 *     recovery codes
 * @param withoutPasskey the path of the page for a user who cannot use their passkeys
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
   * @param token the form token for removing the app
   */
  public record App(Instant since, String token) {
    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "App[]";
    }
  }

  /**
   * The passkeys.
   *
   * @param token the form token for adding a passkey
   * @param all the passkeys that the page shows
   * @param more the link to the other passkeys, if there are any
   */
  public record Passkeys(String token, List<Passkey> all, Optional<More> more) {
    /** Copies the list. */
    public Passkeys {
      all = List.copyOf(all);
    }

    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "Passkeys[]";
    }
  }

  /**
   * A passkey.
   *
   * @param renameToken the form token for renaming the passkey
   * @param removeToken the form token for removing the passkey
   */
  public record Passkey(
      String id,
      String name,
      Instant since,
      Optional<Instant> usedAt,
      String renameToken,
      String removeToken) {
    /** Returns a text without the tokens. */
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

  /** Returns a text without the tokens. */
  @Override
  public String toString() {
    return "FactorsView[]";
  }
}
