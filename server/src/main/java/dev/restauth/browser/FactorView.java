package dev.restauth.browser;

import dev.restauth.page.Message;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The page for the second factor.
 *
 * @param asked the log-in
 * @param error the text about what is wrong, if anything
 * @param token the hidden token of the form
 * @param attempt the sealed challenge
 * @param way what the form asks for
 * @param ways what else completes the log-in
 * @param remember whether the browser can be remembered
 * @param lost whether a lost factor can be removed by mail
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
    /** A code of an authenticator app. */
    APP,
    /** A recovery code. */
    RECOVERY,
    /** A passkey, which needs a script. */
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

  /** Returns whether the page has the button for a passkey: the step for recovery codes has only these. */
  public boolean passkeys() {
    return way != Way.RECOVERY && ways.contains(Way.PASSKEY);
  }

  /** The name of the form's way, for its hidden field. */
  public String wayName() {
    return way.text();
  }

  /** The path of the step for recovery codes; empty if it is this one, or the account has none. */
  public Optional<String> recovery() {
    return way != Way.RECOVERY && ways.contains(Way.RECOVERY)
        ? Optional.of(FactorPageRoutes.url(asked, attempt, Way.RECOVERY))
        : Optional.empty();
  }

  /** The path of the step for the other factors, from that for recovery codes. */
  public Optional<String> others() {
    return way == Way.RECOVERY && (ways.contains(Way.APP) || ways.contains(Way.PASSKEY))
        ? Optional.of(LoginPages.factorUrl(asked, attempt))
        : Optional.empty();
  }

  /** The name of the way by recovery codes. */
  public String recoveryName() {
    return Way.RECOVERY.text();
  }

  /** Returns whether the page offers another way. */
  public boolean hasOthers() {
    return recovery().isPresent() || others().isPresent() || lost;
  }

  /** The path of the page for users who have lost their factor, without its parameters. */
  public String lostPath() {
    return asked.call().pathOf(LoginLinks.LOST_FACTOR);
  }

  /** The address of the page for users who have lost their factor. */
  public String lostUrl() {
    return asked.url(LoginLinks.LOST_FACTOR, LoginPages.ATTEMPT, attempt);
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

  /** Leaves out the token and the challenge. */
  @Override
  public String toString() {
    return "FactorView[]";
  }
}
