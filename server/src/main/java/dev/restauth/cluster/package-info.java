/**
 * Servers that share a database. Each server applies the changes of the other servers, and tracks
 * the age of its own cached state and the drift of its own clock.
 *
 * <p>Start reading at {@link dev.restauth.cluster.Follower}; docs/decisions/0015-changes.md gives
 * the reasons.
 */
@NullMarked
package dev.restauth.cluster;

import org.jspecify.annotations.NullMarked;
