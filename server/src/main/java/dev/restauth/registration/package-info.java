/**
 * The kinds of registration over HTTP, and the setting that allows or forbids them. There are three
 * kinds: with a user name, with a confirmed e-mail address, and by invitation. {@link
 * dev.restauth.account.Registration} creates the accounts.
 *
 * <p>Start reading at {@link dev.restauth.registration.RegistrationSettings}.
 */
@NullMarked
package dev.restauth.registration;

import org.jspecify.annotations.NullMarked;
