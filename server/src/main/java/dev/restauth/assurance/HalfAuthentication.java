package dev.restauth.assurance;

import java.util.List;
import java.util.stream.Stream;

/** Proofs of a user that are correct, but do not suffice for the account. Only {@link Assurance} creates one. */
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

  /** Returns the methods, in the order in which they were presented. */
  public AuthenticationMethods methods() {
    return AuthenticationMethods.of(proofs);
  }

  /** Returns the proofs, in the order in which they were presented. */
  public List<Proof> proofs() {
    return proofs;
  }

  /** Judges these proofs together with one more. */
  public Assurance.Judgement with(Proof proof) {
    return Assurance.judge(
        accountId,
        generation,
        SecondFactor.ENROLLED,
        Stream.concat(proofs.stream(), Stream.of(proof)).toList());
  }
}
