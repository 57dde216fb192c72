package dev.restauth.session;

import dev.restauth.http.Proof;
import java.time.Instant;
import java.util.List;

/** What tests show to begin a session. */
public final class Proofs {
  /** The password, just now by whatever clock. */
  public static final List<Proof> PASSWORD = List.of(new Proof(Proof.PASSWORD, Instant.MAX));

  private Proofs() {}
}
