package dev.restauth.assurance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether authentications suffice. Every way to log in uses this class: HTTP Basic, a mailed code or a passkey. So no
 * way to log in can skip a factor.
 */
public final class Assurance {
  private Assurance() {}

  /** A judgement on proofs. */
  public sealed interface Judgement {
    /** The proofs suffice. */
    record Enough(Authentication authentication) implements Judgement {}

    /** The proofs are correct, but the account must have a second factor and has none: its user can only enrol one. */
    record Due(HalfAuthentication half) implements Judgement {}

    /** The proofs are correct, but the account has a second factor, which the user has not presented. */
    record Missing(HalfAuthentication half) implements Judgement {}
  }

  /**
   * Judges whether proofs suffice to log in.
   *
   * @param generation the generation of the account at the time of the proofs
   * @param factor the second factor of the account
   * @param proofs at least one, all of them correct, in the order in which they were presented
   * @throws IllegalArgumentException if there is only a second factor, which no caller may let get this far; or if
   *     there is a remembered device, which is not for every way to log in
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
   * Judges a right password from a remembered device of the account, for the page on which users log in, and for nothing else.
   * The result is an authentication by one factor ({@link Acr#ONE}), so it never suffices if two factors are required.
   *
   * @param missing the result of the password check: an account that must enrol a factor has no such device
   * @param at the time of the log-in
   * @return empty if the proofs include another proof than the password, such as a mailed code, because the mailbox may be open
   *     in the same browser
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
