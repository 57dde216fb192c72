/**
 * The caller's own account: the data that its owner can see, and the profile that the owner can
 * change.
 *
 * <p>Start reading at {@link dev.restauth.profile.ProfileRoutes}.
 */
@NullMarked
package dev.restauth.profile;

import org.jspecify.annotations.NullMarked;
