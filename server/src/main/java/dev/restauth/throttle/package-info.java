/**
 * Rate limits by client address or another key, for actions that cost work or reveal something. The
 * package owns the counting, in memory. The features decide which actions are counted, and how many
 * are allowed.
 */
@NullMarked
package dev.restauth.throttle;

import org.jspecify.annotations.NullMarked;
