package dev.restauth.assurance;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * An authentication of a user that suffices for the account. Only {@link Assurance} creates
 * instances, so code that receives an authentication does not have to check whether a factor is
 * missing.
 */
public final class Authentication {
  private final long accountId;
  private final long generation;
  private final List<Proof> proofs;

  Authentication(long accountId, long generation, List<Proof> proofs) {
    this.accountId = accountId;
    this.generation = generation;
    this.proofs = List.copyOf(proofs);
  }

  /** Returns the id of the account. */
  public long accountId() {
    return accountId;
  }

  /** Returns the generation of the account at the time of the proofs. */
  public long generation() {
    return generation;
  }

  /** Returns the methods of the authentication, in the order in which the user presented them. */
  public AuthenticationMethods methods() {
    return AuthenticationMethods.of(proofs);
  }

  /** Returns the time of the last proof. */
  public Instant at() {
    return proofs.stream().map(Proof::at).max(Comparator.naturalOrder()).orElseThrow();
  }
}
