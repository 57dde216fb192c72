/**
 * The e-mail addresses of accounts: setting one, confirming it, taking a change back. An address counts once its owner
 * has confirmed it while logged in; until then it conflicts with nobody's.
 *
 * <p>Start reading at {@link dev.restauth.email.OwnEmail}.
 */
@NullMarked
package dev.restauth.email;

import org.jspecify.annotations.NullMarked;
