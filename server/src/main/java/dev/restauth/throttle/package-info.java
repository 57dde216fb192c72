/**
 * How often one client address may do what costs something, or what gives something away. Owns the
 * counting, in memory; what is counted, and how much is allowed, are the features'.
 */
@NullMarked
package dev.restauth.throttle;

import org.jspecify.annotations.NullMarked;
