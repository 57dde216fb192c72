/**
 * Log-ins without a password, by a code that is mailed to the confirmed address of an account. Off unless the operator
 * allows it. Nobody can see from outside whether an address belongs to an account.
 *
 * <p>Start reading at {@link dev.restauth.logincode.LoginCodes}.
 */
@NullMarked
package dev.restauth.logincode;

import org.jspecify.annotations.NullMarked;
