/**
 * Servers that share a database: each applies the changes of the others, and knows how old its state is
 * and how far its clock is from the database's.
 *
 * <p>Start reading at {@link dev.restauth.cluster.Follower}; docs/decisions/0015-changes.md gives the
 * reasons.
 */
@NullMarked
package dev.restauth.cluster;

import org.jspecify.annotations.NullMarked;
