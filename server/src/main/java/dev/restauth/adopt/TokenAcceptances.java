package dev.restauth.adopt;

import dev.restauth.operator.Request;
import dev.restauth.store.Store;
import dev.restauth.token.AdoptedTokenKey;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import dev.restauth.token.LeakedSecrets;
import dev.restauth.token.TokenAcceptanceRows;
import dev.restauth.vault.Vault;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sets how long the tokens of a source are accepted, for {@code restauth adopt}. */
final class TokenAcceptances {
  private static final System.Logger LOG = System.getLogger(TokenAcceptances.class.getName());
  private static final String SECRET = "secret_key";

  private final Store store;
  private final Vault vault;
  private final InstantSource clock;

  /**
   * Creates the acceptances, which are stored in {@code store}. The vault is not used before a
   * secret has to be encrypted.
   */
  TokenAcceptances(Store store, Vault vault, InstantSource clock) {
    this.store = store;
    this.vault = vault;
    this.clock = clock;
  }

  /** Returns an error message about the token arguments of the request; empty if they are right. */
  Optional<String> problem(Request request) {
    if (request.find(SECRET).isEmpty()) {
      return Optional.empty();
    }
    byte[] secret = secret(request);
    if (algorithm(request).isEmpty()) {
      return Optional.of("the algorithm of the tokens must be HS256 or HS512");
    }
    if (until(request).isEmpty()) {
      return Optional.of(
          "--accept-until must be a day such as 2027-01-31, or a time such as"
              + " 2027-01-31T12:00:00Z");
    }
    if (LeakedSecrets.load().isPublished(secret)
        && request.find("insecure_known_secret").isEmpty()) {
      return Optional.of(
          "this secret key is published in examples: anyone can forge tokens with it, for every"
              + " adopted account; if the old application uses it all the same, add"
              + " --insecure-known-secret");
    }
    return AdoptedTokenKey.validationError(secret);
  }

  /**
   * If the request contains a secret, stores it with the end of its acceptance. Returns lines for
   * the operator.
   */
  List<String> accept(Request request, long sourceId) {
    if (request.find(SECRET).isEmpty()) {
      return List.of();
    }
    Instant until = until(request).orElseThrow();
    Algorithm algorithm = algorithm(request).orElseThrow();
    byte[] secret = secret(request);
    store.inTransaction(
        tx -> {
          new TokenAcceptanceRows(tx)
              .accept(AdoptedTokenKey.seal(sourceId, algorithm, secret, until, vault.sealing(tx)));
          return true;
        });
    LOG.log(
        Level.INFO,
        "an operator: tokens of the source {0} are accepted until {1}",
        sourceId,
        until);
    return List.of(
        until.isAfter(clock.instant())
            ? "tokens of the old application are accepted until " + until
            : "tokens of the old application are not accepted any more");
  }

  private static byte[] secret(Request request) {
    return request.findBytes(SECRET).orElseThrow();
  }

  private static Optional<Algorithm> algorithm(Request request) {
    String name = request.find("token_algorithm").orElse(Algorithm.HS256.name());
    return Arrays.stream(Algorithm.values()).filter(one -> one.name().equals(name)).findFirst();
  }

  /**
   * Parses the end of the acceptance, which is a time or a day. A day means the end of this day in
   * UTC. The year must have four digits, because the database cannot represent all later years.
   */
  private static Optional<Instant> until(Request request) {
    String text = request.find("accept_until").orElse("");
    if (text.startsWith("+") || text.startsWith("-")) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException noTime) {
      try {
        return Optional.of(
            LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
      } catch (DateTimeException noDay) {
        return Optional.empty();
      }
    }
  }
}
