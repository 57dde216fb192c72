package dev.restauth.feed;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is told beside the changes themselves.
 *
 * @param issuer the claim {@code iss} of all tokens
 * @param audience their claim {@code aud}
 * @param jwks what everybody may see of the keys that sign, a JWK (RFC 7517) each, as known here
 * @param lastsUntil when the last token will have expired that was issued by now
 */
public record Content(
    String issuer, String audience, Supplier<List<String>> jwks, Supplier<Instant> lastsUntil) {}
