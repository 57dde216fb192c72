package dev.restauth.assurance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an authentication suffices. Every way to log in uses this class, for example HTTP
 * Basic, mailed codes and passkeys. No way to log in can therefore skip a factor.
 */
public final class Assurance {
  private Assurance() {}

  /** A judgement on proofs. */
  public sealed interface Judgement {
    /** The proofs suffice. */
    record Enough(Authentication authentication) implements Judgement {}

    /**
     * The proofs are correct, but the account must have a second factor and has none. All that the
     * user can do is enrol one.
     */
    record Due(HalfAuthentication half) implements Judgement {}

    /**
     * The proofs are correct, but the account has a second factor, which the user has not
     * presented.
     */
    record Missing(HalfAuthentication half) implements Judgement {}
  }

  /**
   * Judges whether proofs suffice for a log-in.
   *
   * @param generation the generation of the account at the time of the proofs
   * @param factor the state of the account's second factor
   * @param proofs the correct proofs, at least one, in the order in which they were presented
   * @throws IllegalArgumentException if all proofs are second factors, which do not suffice alone;
   *     or if a proof is a remembered device, which only {@link #judgeRemembered} accepts
   */
  public static Judgement judge(
      long accountId, long generation, SecondFactor factor, List<Proof> proofs) {
    AuthenticationMethods methods = AuthenticationMethods.of(proofs);
    if (methods.all().contains(ProofMethod.REMEMBERED_DEVICE)) {
      throw new IllegalArgumentException("a remembered device does not count here");
    }
    if (methods.all().stream().allMatch(each -> each.part() == ProofMethod.Part.SECOND)) {
      throw new IllegalArgumentException("a second factor without a first one: " + methods.text());
    }
    if (factor == SecondFactor.DUE) {
      return new Judgement.Due(new HalfAuthentication(accountId, generation, proofs));
    }
    return factor == SecondFactor.ENROLLED && !methods.acr().satisfies(Acr.TWO)
        ? new Judgement.Missing(new HalfAuthentication(accountId, generation, proofs))
        : new Judgement.Enough(new Authentication(accountId, generation, proofs));
  }

  /**
   * Judges a correct password from a remembered device of the account. Only the log-in page may use
   * this method. The result is an authentication with one factor ({@link Acr#ONE}), so it does not
   * suffice if two factors are required.
   *
   * @param missing the result of the password check. {@link Judgement.Due} is impossible, because
   *     an account that must enrol a factor has no remembered device
   * @param at the time of the log-in
   * @return the authentication; empty if the proofs include anything except the password. A mailed
   *     code, for example, adds little, because the mailbox may be open in the same browser
   */
  public static Optional<Authentication> judgeRemembered(Judgement.Missing missing, Instant at) {
    HalfAuthentication half = missing.half();
    return half.methods().all().equals(List.of(ProofMethod.PASSWORD))
        ? Optional.of(
            new Authentication(
                half.accountId(),
                half.generation(),
                List.of(half.proofs().getFirst(), new Proof(ProofMethod.REMEMBERED_DEVICE, at))))
        : Optional.empty();
  }
}
