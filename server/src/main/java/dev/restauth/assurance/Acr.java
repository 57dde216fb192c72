package dev.restauth.assurance;

import static java.util.stream.Collectors.toSet;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Authentication context classes, from the weakest to the strongest. A class says how well a user
 * was authenticated. The names of the two strongest classes come from the OpenID Connect Extended
 * Authentication Profile (ACR values, draft 1).
 */
public enum Acr {
  /** One factor. */
  ONE("1"),
  /** Two factors. */
  TWO("2"),
  /** Two factors that are resistant to phishing. */
  PHISHING_RESISTANT("phr"),
  /** Two factors that are resistant to phishing, with a key that cannot leave its device. */
  HARDWARE("phrh");

  private final String text;

  Acr(String text) {
    this.text = text;
  }

  /** Returns the value of the claim {@code acr}. */
  public String text() {
    return text;
  }

  /** Returns the class with this value; empty if there is none. */
  public static Optional<Acr> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  /** Returns whether this class is at least as strong as another class. */
  public boolean satisfies(Acr least) {
    return compareTo(least) >= 0;
  }

  /** Returns the class of an authentication with these methods. */
  public static Acr of(Collection<ProofMethod> methods) {
    Set<ProofMethod.Part> parts = methods.stream().map(ProofMethod::part).collect(toSet());
    boolean both =
        parts.contains(ProofMethod.Part.WHOLE)
            || (parts.contains(ProofMethod.Part.FIRST) && parts.contains(ProofMethod.Part.SECOND));
    if (!both) {
      return ONE;
    }
    if (methods.stream().anyMatch(ProofMethod::isDeviceBound)) {
      return HARDWARE;
    }
    return methods.stream().anyMatch(ProofMethod::isPasskey) ? PHISHING_RESISTANT : TWO;
  }
}
