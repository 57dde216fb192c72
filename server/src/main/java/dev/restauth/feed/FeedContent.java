package dev.restauth.feed;

import dev.restauth.store.ChangeStore.Position;
import dev.restauth.token.TokenProfile;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is told beside the changes themselves.
 *
 * @param profile who issues tokens, and for whom
 * @param jwks what everybody may see of the keys that sign, a JWK (RFC 7517) each, as known here
 * @param lastsUntil when the last token will have expired that was issued by now
 * @param kinds of changes, all that this program knows
 */
record FeedContent(
    TokenProfile profile,
    Supplier<List<String>> jwks,
    Supplier<Instant> lastsUntil,
    Set<String> kinds) {

  /**
   * A place as subscribers are told it. Whoever resumes hears nothing of issuer and audience: with others,
   * no id of before is known, so that he takes a snapshot.
   */
  Position told(Position at) {
    int terms = (profile.issuer() + "\n" + profile.audience()).hashCode();
    return new Position(at.epoch() + "." + Integer.toHexString(terms), at.number());
  }
}
