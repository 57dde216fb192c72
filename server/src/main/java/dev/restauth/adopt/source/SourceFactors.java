package dev.restauth.adopt.source;

import dev.restauth.factor.Totp;
import dev.restauth.passkey.ImportedPasskey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The second factors that an account has in its source.
 *
 * @param totp the authenticator app, if it can be imported
 * @param passkeys passkeys and security keys; {@code PasskeyChoice} decides later which can be
 *     imported
 * @param usedUntil the time up to which the source system accepted codes of the app
 * @param recoveryCodes the unused recovery codes, in plain text
 * @param missing descriptions of second factors that cannot be imported, such as {@code codes by
 *     SMS}
 * @param lost descriptions of other credentials that cannot be imported. The source system did not
 *     require these in addition to the password
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
   * Returns whether the source system required a second factor, but no imported factor would
   * protect the account at this server.
   */
  public boolean unprotected() {
    return !isProtected() && !(missing.isEmpty() && recoveryCodes.isEmpty());
  }

  /** Returns whether there is a factor that can be imported. */
  public boolean isProtected() {
    return totp.isPresent() || !passkeys.isEmpty();
  }

  /**
   * Returns the same factors, but with only these passkeys.
   *
   * @param moreMissing descriptions of further second factors that cannot be imported
   * @param moreLost descriptions of further credentials that cannot be imported
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

  /** Returns descriptions of the credentials that the account would lose in an import. */
  public List<String> leftBehind() {
    return Stream.of(
            missing, lost, !isProtected() && !recoveryCodes.isEmpty() ? ALONE : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }

  /** Returns a text that contains only the kinds of factors. */
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
