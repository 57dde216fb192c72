package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The page for the second factor.
 *
 * @param asked the log-in
 * @param error the error to show, if any
 * @param token the form token
 * @param attempt the encrypted challenge
 * @param way the kind of factor for which the form asks
 * @param ways all kinds of factors that can complete the log-in
 * @param remember whether the user can let the server remember the browser
 * @param lost whether users can remove a lost factor by mail
 */
public record FactorView(
    LoginPages.Asked asked,
    Message error,
    String token,
    String attempt,
    Way way,
    Set<Way> ways,
    boolean remember,
    boolean lost)
    implements LoginPages.Step {
  /** Ways to complete a log-in. */
  public enum Way {
    /** A code from an authenticator app. */
    APP,
    /** A recovery code. */
    RECOVERY,
    /** A passkey, which requires a script. */
    PASSKEY;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the ways. */
  public FactorView {
    ways = Set.copyOf(ways);
  }

  /** Returns whether the form has a field for a code. */
  public boolean codes() {
    return way != Way.PASSKEY;
  }

  /**
   * Returns whether the page has the button for a passkey. The step for recovery codes has no such
   * button.
   */
  public boolean passkeys() {
    return way != Way.RECOVERY && ways.contains(Way.PASSKEY);
  }

  /** The name of the kind of factor for which the form asks, for the hidden field. */
  public String wayName() {
    return way.text();
  }

  /**
   * The path of the step for recovery codes. Empty on that step itself, or if no recovery code can
   * complete the log-in.
   */
  public Optional<String> recovery() {
    return way != Way.RECOVERY && ways.contains(Way.RECOVERY)
        ? Optional.of(FactorPageRoutes.url(asked, attempt, Way.RECOVERY))
        : Optional.empty();
  }

  /**
   * The path from the step for recovery codes to the step for other factors. Empty on every other
   * step, or if no other factor can complete the log-in.
   */
  public Optional<String> others() {
    return way == Way.RECOVERY && (ways.contains(Way.APP) || ways.contains(Way.PASSKEY))
        ? Optional.of(LoginPages.factorUrl(asked, attempt))
        : Optional.empty();
  }

  /** The value of the button that leads to the step for recovery codes. */
  public String recoveryName() {
    return Way.RECOVERY.text();
  }

  /** Returns whether the page offers another kind of factor, or the removal of a lost factor. */
  public boolean hasOthers() {
    return recovery().isPresent() || others().isPresent() || lost;
  }

  /** The path of the page for users who have lost their factor, without parameters. */
  public String lostPath() {
    return asked.call().pathOf(LoginLinks.LOST_FACTOR);
  }

  @Override
  public String template() {
    return "browser/factor.jte";
  }

  @Override
  public Message title() {
    return Message.of(
        switch (way) {
          case APP -> "browser.factor.title";
          case RECOVERY -> "browser.factor.title-recovery";
          case PASSKEY -> "browser.factor.title-passkey";
        });
  }

  @Override
  public String action() {
    return asked.call().pathOf(LoginPages.FACTOR);
  }

  @Override
  public Optional<String> address() {
    return Optional.of(FactorPageRoutes.url(asked, attempt, way));
  }

  @Override
  public Optional<String> script() {
    return passkeys() ? Optional.of(LoginScriptRoutes.SCRIPT) : Optional.empty();
  }

  /** Returns a text without the token and the challenge. */
  @Override
  public String toString() {
    return "FactorView[]";
  }
}
