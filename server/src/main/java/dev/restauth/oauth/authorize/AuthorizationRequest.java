package dev.restauth.oauth.authorize;

import dev.restauth.assurance.Acr;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A checked authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1). Immutable. What can change
 * before its code is issued, such as the client, is checked again then.
 *
 * @param answer where its answer goes
 * @param scope the scopes that the client may ask for, of those that it asked for, in its order
 * @param maxAge the maximum time since the authentication, whole seconds
 * @param acrValues the values of {@code acr_values}, and of the claim {@code acr} if it is not essential
 * @param essentialAcr the weakest class that suffices, if one is essential
 * @param uiLocale the language that the client asks for, as two letters
 * @param hintedAccount the only account that suffices
 * @param resources the resources (RFC 8707), each one of the client's
 * @param pushed the digest of the pushed request that it is (RFC 9126), as URL-safe Base64
 */
record AuthorizationRequest(
    String clientId,
    Destination answer,
    Set<String> scope,
    Optional<String> nonce,
    Optional<String> codeChallenge,
    Set<Prompt> prompts,
    Optional<Duration> maxAge,
    List<String> acrValues,
    Optional<Acr> essentialAcr,
    Optional<ClaimsParameter> claims,
    Optional<String> loginHint,
    Optional<String> uiLocale,
    Optional<Long> hintedAccount,
    List<String> resources,
    Optional<String> pushed) {

  AuthorizationRequest {
    scope = Collections.unmodifiableSet(new LinkedHashSet<>(scope));
    prompts = Set.copyOf(prompts);
    acrValues = List.copyOf(acrValues);
    resources = List.copyOf(resources);
  }

  /** Returns whether no page may be shown. */
  boolean isSilent() {
    return prompts.contains(Prompt.NONE);
  }

  /** Returns the class that is wanted, but not essential. */
  Optional<Acr> wishedAcr() {
    return ClaimsParameter.weakest(acrValues.stream()).filter(acr -> acr != Acr.ONE);
  }

  /**
   * Returns the earliest time of a proof that suffices. It does not move with the clock: a log-in after the request suffices
   * for any {@code max_age}, so that no request asks twice.
   *
   * @param askedAt the time of the request
   */
  Instant proofAfter(Instant askedAt) {
    boolean anew = prompts.contains(Prompt.LOGIN) || prompts.contains(Prompt.SELECT_ACCOUNT);
    return Stream.concat(
            maxAge.map(askedAt::minus).stream(), anew ? Stream.of(askedAt) : Stream.empty())
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** The same request, as a pushed one. */
  AuthorizationRequest pushedAs(String digest) {
    return new AuthorizationRequest(
        clientId,
        answer,
        scope,
        nonce,
        codeChallenge,
        prompts,
        maxAge,
        acrValues,
        essentialAcr,
        claims,
        loginHint,
        uiLocale,
        hintedAccount,
        resources,
        Optional.of(digest));
  }

  /** Leaves out what the client keeps secret. */
  @Override
  public String toString() {
    return "AuthorizationRequest[clientId=" + clientId + "]";
  }
}
