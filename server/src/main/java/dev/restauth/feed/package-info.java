/**
 * The feed of revocations: whoever verifies tokens elsewhere is told within a second which ones count no
 * more. Owns the events and their wire format (docs/revocations.md), the snapshot that newcomers get, and
 * what was told a moment ago, in memory.
 *
 * <p>Start reading at {@link dev.restauth.feed.Feed}, then {@link dev.restauth.feed.Subscription}.
 */
@NullMarked
package dev.restauth.feed;

import org.jspecify.annotations.NullMarked;
