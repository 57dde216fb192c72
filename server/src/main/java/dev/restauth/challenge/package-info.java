/**
 * Log-ins in several steps. After a correct password, the client gets a challenge, and completes
 * the log-in with the user's code. The package also contains JSON log-ins and step-up.
 *
 * <p>Start reading at {@link dev.restauth.challenge.LoginRoutes}. docs/factors.md describes this
 * for users.
 */
@NullMarked
package dev.restauth.challenge;

import org.jspecify.annotations.NullMarked;
