/**
 * Log-ins with a user name and a password. Owns the throttle that slows guessing down, the known
 * addresses of accounts, and the recently verified passwords.
 *
 * <p>Start reading at {@link dev.restauth.login.LoginFlow}.
 */
@NullMarked
package dev.restauth.login;

import org.jspecify.annotations.NullMarked;
