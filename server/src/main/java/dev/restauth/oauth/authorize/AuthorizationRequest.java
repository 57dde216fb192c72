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
 * A checked authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1).
 * Immutable. Data that may have changed since the request, such as the client, is checked again
 * when the code is issued.
 *
 * @param generation the client's generation when it made the request. If the client is disabled,
 *     its generation changes, and its requests are void
 * @param answer the destination of the answer
 * @param scope the requested scopes, without those that the client may not request, in the order of
 *     the parameter {@code scope}
 * @param maxAge the maximum time since the authentication, in whole seconds
 * @param acrValues the values of {@code acr_values}, and those of the claim {@code acr} if it is
 *     not essential
 * @param essentialAcr the minimum class, if the claim {@code acr} is essential
 * @param uiLocale the language that the client requests, as two letters
 * @param hintedAccount the account that must log in, if the request names one
 * @param resources the requested resources (RFC 8707), all of which are registered for the client
 * @param pushed the digest of the pushed request's URI (RFC 9126), as URL-safe Base64; empty if the
 *     request was not pushed
 */
record AuthorizationRequest(
    String clientId,
    long generation,
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

  /** Returns whether the client forbids pages ({@code prompt=none}). */
  boolean isSilent() {
    return prompts.contains(Prompt.NONE);
  }

  /** Returns the authentication class that the client wants but does not require. */
  Optional<Acr> wishedAcr() {
    return ClaimsParameter.weakest(acrValues.stream()).filter(acr -> acr != Acr.ONE);
  }

  /**
   * Returns the time after which the user must have been authenticated. A log-in after the request
   * suffices for any {@code max_age}, so that no request asks the user to log in twice.
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

  /** Returns the same request, as a pushed request. */
  AuthorizationRequest pushedAs(String digest) {
    return new AuthorizationRequest(
        clientId,
        generation,
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

  /** Returns a text without the client's secrets. */
  @Override
  public String toString() {
    return "AuthorizationRequest[clientId=" + clientId + "]";
  }
}
