/**
 * Recovery of accounts with a forgotten password: the server mails a code to the confirmed address, and the user sets a
 * new password with it. Callers cannot see whether an account or an address exists.
 *
 * <p>Start reading at {@link dev.restauth.recovery.PasswordResets}.
 */
@NullMarked
package dev.restauth.recovery;

import org.jspecify.annotations.NullMarked;
