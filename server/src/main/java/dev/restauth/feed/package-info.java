/**
 * The feed of revocations, which informs resource servers of revoked tokens within a second. The
 * package owns the events and their wire format (docs/revocations.md), the snapshot for new
 * subscribers, and the buffer of recent events.
 *
 * <p>Start reading at {@link dev.restauth.feed.Feed}, then {@link dev.restauth.feed.Subscription}.
 */
@NullMarked
package dev.restauth.feed;

import org.jspecify.annotations.NullMarked;
