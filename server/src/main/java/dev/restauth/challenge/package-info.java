/**
 * Log-ins in several steps: after a right password, a challenge waits for the code that completes it; JSON log-ins, and
 * step-up.
 *
 * <p>Start reading at {@link dev.restauth.challenge.LoginRoutes}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.challenge;

import org.jspecify.annotations.NullMarked;
