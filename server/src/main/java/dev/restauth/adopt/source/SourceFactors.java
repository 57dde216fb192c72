package dev.restauth.adopt.source;

import dev.restauth.factor.Totp;
import dev.restauth.passkey.ImportedPasskey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The second factors of an account as they are in its source.
 *
 * @param totp the authenticator app, if it can be imported
 * @param passkeys passkeys and security keys that can perhaps be imported
 * @param usedUntil the moment up to which codes of the app were used there
 * @param recoveryCodes unused ones, in plain text
 * @param missing second factors that cannot be imported, in a few words each, such as {@code codes by SMS}
 * @param lost other things that cannot be imported, without which the password alone sufficed there
 */
public record SourceFactors(
    Optional<Totp> totp,
    List<ImportedPasskey> passkeys,
    Instant usedUntil,
    List<String> recoveryCodes,
    List<String> missing,
    List<String> lost) {
  /** No factors. */
  public static final SourceFactors NONE =
      new SourceFactors(
          Optional.empty(), List.of(), Instant.EPOCH, List.of(), List.of(), List.of());

  private static final List<String> ALONE = List.of("recovery codes without another factor");

  /** Copies the lists. */
  public SourceFactors {
    passkeys = List.copyOf(passkeys);
    recoveryCodes = List.copyOf(recoveryCodes);
    missing = List.copyOf(missing);
    lost = List.copyOf(lost);
  }

  /**
   * Returns whether the password alone did not suffice there, and no factor can be imported that would protect the account
   * here.
   */
  public boolean unprotected() {
    return !isProtected() && !(missing.isEmpty() && recoveryCodes.isEmpty());
  }

  /** Returns whether there is a factor that can be imported. */
  public boolean isProtected() {
    return totp.isPresent() || !passkeys.isEmpty();
  }

  /**
   * Returns the same factors with these passkeys only.
   *
   * @param moreMissing further second factors that cannot be imported
   * @param moreLost further things that cannot be imported
   */
  public SourceFactors with(
      List<ImportedPasskey> importable, List<String> moreMissing, List<String> moreLost) {
    return new SourceFactors(
        totp,
        importable,
        usedUntil,
        recoveryCodes,
        Stream.concat(missing.stream(), moreMissing.stream()).distinct().toList(),
        Stream.concat(lost.stream(), moreLost.stream()).distinct().toList());
  }

  /** Returns what the account would lack here, in a few words each. */
  public List<String> leftBehind() {
    return Stream.of(
            missing, lost, !isProtected() && !recoveryCodes.isEmpty() ? ALONE : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }

  /** Shows only the kinds of factors. */
  @Override
  public String toString() {
    return "SourceFactors[totp="
        + totp.isPresent()
        + ", passkeys="
        + passkeys.size()
        + ", missing="
        + missing
        + "]";
  }
}
