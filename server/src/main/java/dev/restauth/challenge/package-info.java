/**
 * Log-ins in several steps. After a correct password, the user gets a challenge, and completes the
 * log-in with a code. The package also contains JSON log-ins and step-up.
 *
 * <p>Start reading at {@link dev.restauth.challenge.LoginRoutes}. docs/factors.md describes this
 * for users.
 */
@NullMarked
package dev.restauth.challenge;

import org.jspecify.annotations.NullMarked;
