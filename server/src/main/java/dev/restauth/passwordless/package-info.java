/**
 * Accounts without a password: removing the password of an account that has passkeys, and setting one again.
 *
 * <p>Start reading at {@link dev.restauth.passwordless.OwnPassword}. docs/passkeys.md is for users.
 */
@NullMarked
package dev.restauth.passwordless;

import org.jspecify.annotations.NullMarked;
