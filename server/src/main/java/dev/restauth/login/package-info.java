/**
 * Log-ins with a user name and a password. This package owns the throttle that slows down guessing,
 * the known addresses of accounts, and the recently verified passwords.
 *
 * <p>Start reading at {@link dev.restauth.login.LoginFlow}.
 */
@NullMarked
package dev.restauth.login;

import org.jspecify.annotations.NullMarked;
