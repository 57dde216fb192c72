/**
 * Log-ins without a password, with a code that is mailed to the confirmed address of an account.
 * Such log-ins are off unless the operator allows them. Nobody can find out from the answers
 * whether an address belongs to an account.
 *
 * <p>Start reading at {@link dev.restauth.logincode.LoginCodes}.
 */
@NullMarked
package dev.restauth.logincode;

import org.jspecify.annotations.NullMarked;
