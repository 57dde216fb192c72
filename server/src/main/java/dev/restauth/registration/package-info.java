/**
 * The ways of getting an account over HTTP, and the setting that opens and closes them: registration with a user name,
 * with a confirmed e-mail address, and by invitation. {@link dev.restauth.account.Registration} creates the accounts.
 *
 * <p>Start reading at {@link dev.restauth.registration.RegistrationSettings}.
 */
@NullMarked
package dev.restauth.registration;

import org.jspecify.annotations.NullMarked;
