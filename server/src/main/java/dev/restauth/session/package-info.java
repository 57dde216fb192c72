/**
 * Sessions: their beginning, renewal and end, the refresh tokens that renew them, and revocations.
 * A session is one log-in and all tokens that stem from it.
 *
 * <p>Start reading at {@link dev.restauth.session.Sessions}. A {@link
 * dev.restauth.session.LiveSession} proves that the session was live a moment ago. docs/sessions.md
 * describes all ways in which sessions end.
 */
@NullMarked
package dev.restauth.session;

import org.jspecify.annotations.NullMarked;
