package dev.restauth.feed;

import dev.restauth.oauth.client.ClientRevocationRows.RevokedClient;
import dev.restauth.session.RevocationRows.RevokedGenerations;
import java.time.Instant;

/**
 * The revoked tokens of a subject: all tokens of generations below {@code before}.
 *
 * @param sub the claim {@code sub}: the id of an account, or of a client that acts for itself
 * @param tokensUntil the time at which the last of these tokens will have expired
 */
record RevokedSubject(String sub, long before, Instant tokensUntil) {
  static RevokedSubject of(RevokedGenerations account) {
    return new RevokedSubject(
        Long.toString(account.accountId()), account.before(), account.tokensUntil());
  }

  static RevokedSubject of(RevokedClient client) {
    return new RevokedSubject(client.id(), client.generation(), client.tokensUntil());
  }
}
