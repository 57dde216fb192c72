/**
 * What an account's owner sees of it, and what they say of themselves: the profile.
 *
 * <p>Start reading at {@link dev.restauth.profile.ProfileRoutes}.
 */
@NullMarked
package dev.restauth.profile;

import org.jspecify.annotations.NullMarked;
