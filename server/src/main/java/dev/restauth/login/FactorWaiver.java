package dev.restauth.login;

import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import java.util.Optional;

/** Takes the place of a second factor after a right password. Only the page on which users log in has one. */
@FunctionalInterface
public interface FactorWaiver {
  /** Waives nothing. */
  FactorWaiver NONE = _ -> Optional.empty();

  /**
   * Waives the question for the factor that is missing.
   *
   * @return an authentication by one factor; empty if the question must be asked
   */
  Optional<Authentication> waive(Judgement.Missing missing);
}
