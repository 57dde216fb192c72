/**
 * Log-ins in several steps: after a correct password, a challenge waits for the code that completes the log-in. The package
 * also contains the JSON log-ins and step-up.
 *
 * <p>Start reading at {@link dev.restauth.challenge.LoginRoutes}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.challenge;

import org.jspecify.annotations.NullMarked;
