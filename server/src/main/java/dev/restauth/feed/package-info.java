/**
 * The feed of revocations: tells resource servers within a second which tokens are revoked. Owns the
 * events and their wire format (docs/revocations.md), the snapshot for new subscribers, and the buffer of
 * recent events.
 *
 * <p>Start reading at {@link dev.restauth.feed.Feed}, then {@link dev.restauth.feed.Subscription}.
 */
@NullMarked
package dev.restauth.feed;

import org.jspecify.annotations.NullMarked;
