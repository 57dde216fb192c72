/**
 * Recovery of accounts whose password was forgotten: a code is mailed to the confirmed address, and whoever has it sets
 * a new password. Nobody can see from outside whether an account or an address exists.
 *
 * <p>Start reading at {@link dev.restauth.recovery.PasswordResets}.
 */
@NullMarked
package dev.restauth.recovery;

import org.jspecify.annotations.NullMarked;
