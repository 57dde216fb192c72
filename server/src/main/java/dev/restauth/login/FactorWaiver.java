package dev.restauth.login;

import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import java.util.Optional;

/** May waive the second factor after the correct password. Only the log-in page uses waivers. */
@FunctionalInterface
public interface FactorWaiver {
  /** Waives nothing. */
  FactorWaiver NONE = _ -> Optional.empty();

  /**
   * Waives the missing factor.
   *
   * @return an authentication with one factor; empty if the user must present the second factor
   */
  Optional<Authentication> waive(Judgement.Missing missing);
}
