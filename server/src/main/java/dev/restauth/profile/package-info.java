/**
 * The caller's own account: {@code GET /api/me}.
 *
 * <p>Start reading at {@link dev.restauth.profile.ProfileRoutes}.
 */
@NullMarked
package dev.restauth.profile;

import org.jspecify.annotations.NullMarked;
