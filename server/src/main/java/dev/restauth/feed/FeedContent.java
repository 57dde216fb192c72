package dev.restauth.feed;

import dev.restauth.store.ChangeStore.Position;
import dev.restauth.token.TokenProfile;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The content of the feed apart from the changes.
 *
 * @param profile the issuer and audience of tokens
 * @param jwks the public keys that this server has loaded, as JWKs (RFC 7517)
 * @param lastsUntil the time at which the last token issued so far will have expired
 * @param kinds the kinds of changes that this version supports
 */
record FeedContent(
    TokenProfile profile,
    Supplier<List<String>> jwks,
    Supplier<Instant> lastsUntil,
    Set<String> kinds) {

  /**
   * Returns the position that subscribers see. A subscriber that resumes does not receive the
   * issuer and the audience again. The epoch of a position therefore contains a digest of both. If
   * one of them changes, no earlier position is valid, and the subscriber receives a snapshot.
   */
  Position subscriberPosition(Position at) {
    int terms = (profile.issuer() + "\n" + profile.audience()).hashCode();
    return new Position(at.epoch() + "." + Integer.toHexString(terms), at.number());
  }
}
