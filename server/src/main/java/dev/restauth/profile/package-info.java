/**
 * What an account's owner sees of it.
 *
 * <p>Start reading at {@link dev.restauth.profile.ProfileRoutes}.
 */
@NullMarked
package dev.restauth.profile;

import org.jspecify.annotations.NullMarked;
