/**
 * Sessions: a log-in and all tokens that stem from it, from its beginning to its end; the refresh
 * tokens that carry it on; what was revoked.
 *
 * <p>Start reading at {@link dev.restauth.session.Sessions}; a {@link
 * dev.restauth.session.LiveSession} is proof that the store had it a moment ago. How each of them
 * ends is in docs/sessions.md.
 */
@NullMarked
package dev.restauth.session;

import org.jspecify.annotations.NullMarked;
