/**
 * Accounts without a password: the removal of the password of an account that has passkeys, and the setting of a new password.
 *
 * <p>Start reading at {@link dev.restauth.passwordless.OwnPassword}. docs/passkeys.md is for users.
 */
@NullMarked
package dev.restauth.passwordless;

import org.jspecify.annotations.NullMarked;
