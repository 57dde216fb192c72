package dev.restauth.adopt.source;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.factor.Totp;
import dev.restauth.passkey.ImportedPasskey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the second factors of one account, in any order, while the source is read. Not
 * thread-safe.
 */
public final class FactorCollector {
  public static final String HARDWARE = "a security key or passkey";

  /** Describes a passkey that replaces the password, and therefore is not a second factor. */
  public static final String PASSWORDLESS = "a passkey for logging in without a password";

  static final String RECOVERY_CODES = "recovery codes";
  static final String MALFORMED_APP = "an authenticator app whose secret is encrypted or malformed";
  static final String OTHER_APP = "an authenticator app of an unsupported kind";
  private static final String FURTHER_APP = "a further authenticator app";

  /**
   * Maximum number of passkeys, recovery codes and other factors of an account. An export with more
   * is malformed.
   */
  private static final int EACH_AT_MOST = 50;

  private Optional<Totp> totp = Optional.empty();
  private Instant usedUntil = Instant.EPOCH;
  private final List<ImportedPasskey> passkeys = new ArrayList<>();
  private final Set<String> recoveryCodes = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private final Set<String> lost = new LinkedHashSet<>();

  /**
   * Adds an authenticator app. An account of this server has only one app: the app that was used
   * last, or the first app if the source does not record the use.
   */
  @CanIgnoreReturnValue
  FactorCollector totp(Optional<Totp> app) {
    return totp(app, Instant.EPOCH);
  }

  /**
   * Adds an authenticator app.
   *
   * @param app the app; empty if its secret cannot be read
   * @param until the time up to which the app's codes were used
   */
  @CanIgnoreReturnValue
  FactorCollector totp(Optional<Totp> app, Instant until) {
    if (app.isEmpty()) {
      return missing(MALFORMED_APP);
    }
    if (totp.isPresent()) {
      lost(FURTHER_APP);
      if (!until.isAfter(usedUntil)) {
        return this;
      }
    }
    totp = app;
    usedUntil = until;
    return this;
  }

  /**
   * Adds a passkey or security key.
   *
   * @param found the passkey; empty if it cannot be read
   * @param alone whether the source system accepted it without a password
   */
  @CanIgnoreReturnValue
  FactorCollector passkey(Optional<ImportedPasskey> found, boolean alone) {
    if (found.isPresent() && passkeys.size() < EACH_AT_MOST) {
      passkeys.add(found.get());
      return this;
    }
    return alone ? lost(PASSWORDLESS) : missing(HARDWARE);
  }

  @CanIgnoreReturnValue
  FactorCollector recoveryCode(String code) {
    if (!ImportedFactors.isRecoveryCode(code) || recoveryCodes.size() >= EACH_AT_MOST) {
      return missing(RECOVERY_CODES);
    }
    recoveryCodes.add(code);
    return this;
  }

  /** Adds a second factor that cannot be imported. */
  @CanIgnoreReturnValue
  FactorCollector missing(String what) {
    if (missing.size() < EACH_AT_MOST) {
      missing.add(Entry.shown(what));
    }
    return this;
  }

  /** Adds a credential that cannot be imported and is not a second factor. */
  @CanIgnoreReturnValue
  FactorCollector lost(String what) {
    lost.add(what);
    return this;
  }

  SourceFactors factors() {
    return totp.isEmpty()
            && passkeys.isEmpty()
            && recoveryCodes.isEmpty()
            && missing.isEmpty()
            && lost.isEmpty()
        ? SourceFactors.NONE
        : new SourceFactors(
            totp,
            passkeys,
            usedUntil,
            recoveryCodes.stream().toList(),
            missing.stream().toList(),
            lost.stream().toList());
  }
}
