/**
 * Sessions: a log-in and all tokens that stem from it, from beginning to end; the refresh tokens
 * that renew it; revocations.
 *
 * <p>Start reading at {@link dev.restauth.session.Sessions}. A {@link
 * dev.restauth.session.LiveSession} is proof that the store had the session a moment ago.
 * docs/sessions.md describes how each of them ends.
 */
@NullMarked
package dev.restauth.session;

import org.jspecify.annotations.NullMarked;
