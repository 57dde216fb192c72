package dev.restauth.assurance;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The methods of an authentication, as sessions store them and tokens show them.
 *
 * @param all the methods, in the order in which the user presented them
 */
public record AuthenticationMethods(List<ProofMethod> all) {
  /** The methods whose claims are the longest. */
  public static final AuthenticationMethods LONGEST =
      new AuthenticationMethods(
          List.of(ProofMethod.PASSWORD, ProofMethod.TOTP, ProofMethod.DEVICE_PASSKEY));

  /** Copies the methods. */
  public AuthenticationMethods {
    all = List.copyOf(all);
  }

  /** Returns the methods of the proofs. */
  static AuthenticationMethods of(Collection<Proof> proofs) {
    return new AuthenticationMethods(proofs.stream().map(Proof::method).toList());
  }

  /**
   * Parses the text that is stored with a session. Returns empty if the session began without
   * proofs of its user: with a key, through an administrator, or with a token from another
   * application.
   */
  public static Optional<AuthenticationMethods> parse(String text) {
    List<Optional<ProofMethod>> methods =
        Arrays.stream(text.split(" ", -1)).map(ProofMethod::of).toList();
    return methods.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            new AuthenticationMethods(methods.stream().flatMap(Optional::stream).toList()))
        : Optional.empty();
  }

  /** Returns the names of the methods, separated by spaces. */
  public String text() {
    return String.join(" ", all.stream().map(ProofMethod::text).toList());
  }

  /** Returns the claim {@code acr}. */
  public Acr acr() {
    return Acr.of(all);
  }

  /** Returns the claim {@code amr} (RFC 8176 section 2). */
  public List<String> amr() {
    Stream<String> several = acr() == Acr.ONE ? Stream.empty() : Stream.of("mfa");
    return Stream.concat(all.stream().flatMap(each -> each.references().stream()), several)
        .distinct()
        .toList();
  }
}
