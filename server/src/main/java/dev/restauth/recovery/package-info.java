/**
 * Recovery of accounts after a forgotten password. The server mails a code to the confirmed
 * address, and the user sets a new password with the code. Callers cannot tell whether an account
 * or an address exists.
 *
 * <p>Start reading at {@link dev.restauth.recovery.PasswordResets}.
 */
@NullMarked
package dev.restauth.recovery;

import org.jspecify.annotations.NullMarked;
