/**
 * Rate limits by client address or another key, for actions that cost work or reveal something. Owns the counting,
 * in memory; the features decide what is counted and how much is allowed.
 */
@NullMarked
package dev.restauth.throttle;

import org.jspecify.annotations.NullMarked;
