package dev.restauth.adopt;

import dev.restauth.adopt.source.FactorCollector;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.adopt.source.SourceFactors;
import dev.restauth.passkey.ImportedPasskey;
import dev.restauth.passkey.ImportedPasskeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the passkeys that can be imported. Passkeys work only at their own domain.
 *
 * @param domain the domain of a passkey if the source does not name its domain
 */
record PasskeyChoice(ImportedPasskeys passkeys, Optional<String> domain) {
  /** Maximum number of passkeys of an account. */
  private static final int AT_MOST = 20;

  /**
   * Returns the account with only the passkeys that can be imported. The other passkeys are added
   * to the list of credentials that the account loses.
   */
  SourceAccount applyTo(SourceAccount account) {
    SourceFactors factors = account.factors();
    if (factors.passkeys().isEmpty()) {
      return account;
    }
    List<ImportedPasskey> importable = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (ImportedPasskey passkey : factors.passkeys()) {
      Optional<String> obstacle =
          importable.size() < AT_MOST
              ? passkeys.obstacle(passkey, domain)
              : Optional.of("an account has at most " + AT_MOST);
      if (obstacle.isEmpty()) {
        importable.add(passkey);
      } else if (passkey.alone()) {
        lost.add(FactorCollector.PASSWORDLESS + " (" + obstacle.get() + ")");
      } else {
        missing.add(FactorCollector.HARDWARE + " (" + obstacle.get() + ")");
      }
    }
    return account.with(factors.with(importable, missing, lost));
  }
}
