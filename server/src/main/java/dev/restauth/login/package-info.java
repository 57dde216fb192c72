/**
 * Logging in: from a name and a password to an account.
 *
 * <p>May call {@code account}, {@code password} and {@code store}. Start reading at {@link
 * dev.restauth.login.LoginFlow}.
 */
@NullMarked
package dev.restauth.login;

import org.jspecify.annotations.NullMarked;
