/**
 * Pages on which people get an account, or get theirs back: signing up, a forgotten password, a lost factor, and the pages that
 * mails link to. They decide nothing: each does what a call of the API does, with the same limits, delays, events and mails.
 *
 * <p>What a user has done so far travels sealed in URLs and forms ({@link dev.restauth.signup.SealedSteps}); the server stores
 * nothing for it. Start reading at {@link dev.restauth.signup.Steps}. docs/sign-in-pages.md is for users.
 */
@NullMarked
package dev.restauth.signup;

import org.jspecify.annotations.NullMarked;
