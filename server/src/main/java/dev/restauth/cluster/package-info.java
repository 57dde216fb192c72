/**
 * What one server tells the others that share its database: each hears of what the others change, knows
 * how long ago it heard from the database, and how far its clock is from the database's.
 *
 * <p>Start reading at {@link dev.restauth.cluster.Follower}; why it is so stands in
 * docs/decisions/0015-changes.md.
 */
@NullMarked
package dev.restauth.cluster;

import org.jspecify.annotations.NullMarked;
