/**
 * The caller's own account: what its owner sees of it, and the profile that they write.
 *
 * <p>Start reading at {@link dev.restauth.profile.ProfileRoutes}.
 */
@NullMarked
package dev.restauth.profile;

import org.jspecify.annotations.NullMarked;
