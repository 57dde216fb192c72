package dev.restauth.assurance;

import java.util.List;
import java.util.stream.Stream;

/**
 * Correct proofs of a user that do not suffice for the account. Only {@link Assurance} creates
 * instances.
 */
public final class HalfAuthentication {
  private final long accountId;
  private final long generation;
  private final List<Proof> proofs;

  HalfAuthentication(long accountId, long generation, List<Proof> proofs) {
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

  /** Returns the methods, in the order in which the user presented them. */
  public AuthenticationMethods methods() {
    return AuthenticationMethods.of(proofs);
  }

  /** Returns the proofs, in the order in which the user presented them. */
  public List<Proof> proofs() {
    return proofs;
  }

  /** Judges these proofs together with one more proof. */
  public Assurance.Judgement with(Proof proof) {
    return Assurance.judge(
        accountId,
        generation,
        SecondFactor.ENROLLED,
        Stream.concat(proofs.stream(), Stream.of(proof)).toList());
  }
}
