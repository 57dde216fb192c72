package dev.restauth.token;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A token of REST-auth v0.3 or a similar application, parsed but not verified. The token is a JWS
 * in compact serialization (RFC 7515 section 7.1), and only its canonical encoding is accepted.
 * There are two kinds:
 *
 * <ul>
 *   <li>from 2013 (itsdangerous): the only claim is {@code id}; {@code exp} and {@code iat} are in
 *       the header;
 *   <li>from 2020 (PyJWT): the claims are {@code id} and {@code exp}; {@code exp} may be a
 *       fraction.
 * </ul>
 *
 * <p>Both kinds contain {@code id} as an integer, so {@code 1.0}, {@code 1e0} and {@code "1"} are
 * not valid ids. The server refuses a token with any further header parameter or claim, such as
 * {@code kid} or {@code crit}. No token that this server issued can therefore pass for an adopted
 * token.
 *
 * @param algorithm the {@code alg} of the header; it must be the algorithm that the operator chose
 *     for the application
 * @param accountId the id of the account, 1 to 2^63-1
 * @param expiresAt the exact expiry time, in seconds since the epoch
 * @param issuedAt the time of issue, in seconds since the epoch; empty if the header has none
 */
@SuppressWarnings("ArrayRecordComponent") // instances are never compared
record AdoptedToken(
    String algorithm,
    long accountId,
    BigDecimal expiresAt,
    OptionalLong issuedAt,
    byte[] signedPart,
    byte[] signature) {

  private static final Instant LATEST_EXPIRY = Instant.parse("9999-12-31T00:00:00Z");
  private static final Set<String> HEADER_PARAMETERS = Set.of("alg", "typ", "iat", "exp");
  private static final Set<String> CLAIMS_OF_2013 = Set.of("id");
  private static final Set<String> CLAIMS_OF_2020 = Set.of("id", "exp");

  /**
   * Parses a token; empty if the text is a token of neither kind. Never throws, whatever the text
   * is.
   */
  static Optional<AdoptedToken> read(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (token.length() > TokenProfile.LENGTH_AT_MOST || first < 0 || second < 0) {
      return Optional.empty();
    }
    Optional<byte[]> signature = decode(token.substring(second + 1));
    if (signature.isEmpty()) {
      return Optional.empty();
    }
    Optional<FlatJson> header = decode(token.substring(0, first)).flatMap(FlatJson::read);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    byte[] signedPart = token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1);
    return decode(token.substring(first + 1, second))
        .flatMap(FlatJson::read)
        .flatMap(claims -> read(header.get(), claims, signedPart, signature.get()));
  }

  private static Optional<AdoptedToken> read(
      FlatJson header, FlatJson claims, byte[] signedPart, byte[] signature) {
    boolean of2013 = header.has("exp");
    Optional<String> algorithm = header.text("alg");
    Optional<BigDecimal> expiresAt = (of2013 ? header : claims).number("exp");
    OptionalLong id = claims.whole("id");
    OptionalLong issuedAt = header.whole("iat");
    boolean wellFormed =
        HEADER_PARAMETERS.containsAll(header.names())
            && (!header.has("typ") || header.text("typ").equals(Optional.of("JWT")))
            && claims.names().equals(of2013 ? CLAIMS_OF_2013 : CLAIMS_OF_2020)
            && (!header.has("iat") || (of2013 && issuedAt.isPresent()));
    return wellFormed
            && algorithm.isPresent()
            && expiresAt.isPresent()
            && id.isPresent()
            && id.getAsLong() > 0
        ? Optional.of(
            new AdoptedToken(
                algorithm.get(), id.getAsLong(), expiresAt.get(), issuedAt, signedPart, signature))
        : Optional.empty();
  }

  /**
   * Decodes base64url without padding (RFC 7515 section 2), in its canonical form only. Otherwise,
   * one token would have several spellings, which differ only in unused trailing bits (RFC 4648
   * section 3.5).
   */
  private static Optional<byte[]> decode(String part) {
    if (part.isEmpty() || part.length() % 4 == 1 || !isBase64Url(part)) {
      return Optional.empty(); // cheaper than an exception of the decoder
    }
    byte[] bytes = Base64.getUrlDecoder().decode(part);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)
        ? Optional.of(bytes)
        : Optional.empty();
  }

  private static boolean isBase64Url(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether the token has not expired. It is no longer valid at the exact time {@code exp}
   * (RFC 7519 section 4.1.4).
   */
  boolean validAt(Instant now) {
    BigDecimal exactly =
        BigDecimal.valueOf(now.getEpochSecond()).add(BigDecimal.valueOf(now.getNano(), 9));
    return exactly.compareTo(expiresAt) < 0;
  }

  /**
   * Returns the expiry time, rounded up to a whole second; 9999-12-31 if the token expires later.
   */
  Instant expiryRoundedUp() {
    return expiresAt.compareTo(BigDecimal.valueOf(LATEST_EXPIRY.getEpochSecond())) < 0
        ? Instant.ofEpochSecond(expiresAt.setScale(0, RoundingMode.CEILING).longValue())
        : LATEST_EXPIRY;
  }

  /** Returns a text that contains only the account id. */
  @Override
  public String toString() {
    return "AdoptedToken[accountId=" + accountId + "]";
  }
}
