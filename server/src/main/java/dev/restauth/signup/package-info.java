/**
 * Pages on which people create an account or regain access to their account. They cover signing up,
 * a forgotten password, a lost factor, and the links in mails. The pages decide nothing themselves:
 * each does the same as an API call, with the same limits, delays, events and mails.
 *
 * <p>The steps that a user has completed are sealed in URLs and forms ({@link
 * dev.restauth.signup.SealedSteps}). The server does not store them. Start reading at {@link
 * dev.restauth.signup.Steps}. docs/sign-in-pages.md describes the pages for users.
 */
@NullMarked
package dev.restauth.signup;

import org.jspecify.annotations.NullMarked;
