/**
 * Logging in: from a name and a password to an account. Owns what slows guessing down, the addresses
 * that an account knows, and the passwords verified a moment ago.
 *
 * <p>Start reading at {@link dev.restauth.login.LoginFlow}.
 */
@NullMarked
package dev.restauth.login;

import org.jspecify.annotations.NullMarked;
