package dev.restauth.session;

import dev.restauth.http.Proof;
import java.time.Instant;
import java.util.List;

/** Proofs with which tests begin sessions. */
public final class Proofs {
  /** A password that was verified just now, by any clock. */
  public static final List<Proof> PASSWORD = List.of(new Proof(Proof.PASSWORD, Instant.MAX));

  private Proofs() {}
}
