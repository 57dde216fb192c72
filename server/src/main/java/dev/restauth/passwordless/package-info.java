/**
 * Accounts without a password: removing the password from an account that has passkeys, and setting
 * a new password.
 *
 * <p>Start reading at {@link dev.restauth.passwordless.OwnPassword}. docs/passkeys.md describes
 * this for users.
 */
@NullMarked
package dev.restauth.passwordless;

import org.jspecify.annotations.NullMarked;
