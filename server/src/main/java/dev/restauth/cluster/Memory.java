package dev.restauth.cluster;

import dev.restauth.account.AccountCache;
import dev.restauth.adopt.AdoptionNews;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.session.Revocations;
import dev.restauth.store.Change;
import dev.restauth.store.Change.AccountChanged;
import dev.restauth.store.Change.AdoptionChanged;
import dev.restauth.store.Change.ServiceKeyChanged;
import dev.restauth.store.Change.SessionRevoked;
import dev.restauth.store.Change.SigningKeyChanged;
import dev.restauth.store.Snapshots;
import dev.restauth.token.AdoptedTokens;
import dev.restauth.token.SigningKeys;
import java.util.List;

/**
 * What this process remembers of the database. Both methods may be called once more after a failure, and
 * have to be: something may not have been read anew.
 *
 * @param adoptionNews whoever else remembers what was adopted
 */
public record Memory(
    Snapshots store,
    AccountCache accounts,
    Revocations revocations,
    SigningKeys signingKeys,
    ServiceKeys serviceKeys,
    AdoptedTokens adoptedTokens,
    AdoptionNews adoptionNews) {

  /** Has these be known, in their order. What is read as a whole is read once for all of them. */
  void apply(List<Change> changes) {
    boolean keys = false;
    boolean adopted = false;
    for (Change change : changes) {
      switch (change) {
        case AccountChanged(long id, _) -> accounts.forget(id);
        case SessionRevoked(String id, var tokensUntil) -> revocations.add(id, tokensUntil);
        case SigningKeyChanged _ -> keys = true;
        case ServiceKeyChanged _ -> serviceKeys.forget();
        case AdoptionChanged _ -> adopted = true;
      }
    }
    if (keys) {
      signingKeys.reload();
    }
    if (adopted) {
      readAdoptions();
    }
  }

  /** Which tokens are accepted is known at once; which hashes are to be wrapped, and how many, is not. */
  private void readAdoptions() {
    adoptedTokens.reload();
    adoptionNews.tellMeanwhile();
  }

  /** Drops everything. At no moment does anything count that does not by what was read before or now. */
  void readAnew() {
    revocations.read(store);
    accounts.forgetAll();
    signingKeys.reload();
    serviceKeys.forget();
    readAdoptions();
  }
}
