/**
 * Servers that share a database. Each applies the changes of the others, and tracks the age of its cached state and the
 * drift of its clock.
 *
 * <p>Start reading at {@link dev.restauth.cluster.Follower}; docs/decisions/0015-changes.md gives the
 * reasons.
 */
@NullMarked
package dev.restauth.cluster;

import org.jspecify.annotations.NullMarked;
