package dev.restauth;

import dev.restauth.cluster.Peers;
import dev.restauth.feed.Content;
import dev.restauth.feed.Feed;
import dev.restauth.session.SessionPolicy;
import dev.restauth.token.SigningKeys;
import dev.restauth.token.TokenProfile;

/** Whom a server tells of what it hears. */
final class Following {
  private Following() {}

  /** What services that verify tokens are told of. */
  static Feed feed(
      Core core, Peers peers, TokenProfile profile, SigningKeys keys, SessionPolicy policy) {
    return new Feed(
        core.store(),
        peers.met(),
        new Content(
            profile.issuer(),
            profile.audience(),
            keys::publicJwks,
            () -> policy.tokensUntil(core.clock().instant())));
  }
}
