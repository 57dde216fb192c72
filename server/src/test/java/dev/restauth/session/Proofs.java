package dev.restauth.session;

import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.assurance.SecondFactor;
import java.time.Instant;
import java.util.List;

/** Authentications with which tests begin sessions. */
public final class Proofs {
  private Proofs() {}

  /** Returns an authentication by a password that counts as just verified, whatever the clock. */
  public static Authentication password(long accountId, long generation) {
    return of(accountId, generation, new Proof(ProofMethod.PASSWORD, Instant.MAX));
  }

  /** Returns an authentication by a password that does not suffice. */
  public static HalfAuthentication half(long accountId, long generation) {
    Proof password = new Proof(ProofMethod.PASSWORD, Instant.MAX);
    return switch (Assurance.judge(
        accountId, generation, SecondFactor.ENROLLED, List.of(password))) {
      case Judgement.Missing(HalfAuthentication half) -> half;
      case Judgement.Enough _, Judgement.Due _ -> throw new AssertionError("no factor is missing");
    };
  }

  /** Returns an authentication whose proofs suffice. */
  public static Authentication of(long accountId, long generation, Proof... proofs) {
    return switch (Assurance.judge(accountId, generation, SecondFactor.NONE, List.of(proofs))) {
      case Judgement.Enough(Authentication enough) -> enough;
      case Judgement.Missing _, Judgement.Due _ -> throw new AssertionError("a factor is missing");
    };
  }
}
