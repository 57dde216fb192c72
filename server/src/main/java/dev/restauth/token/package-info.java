/**
 * Access tokens: issuing, verifying, renewing, and the keys that sign them, with {@code restauth
 * key}; and tokens that other applications handed out before their accounts were adopted.
 *
 * <p>The life of a key is in {@link dev.restauth.token.KeyTimes}, what changes it in {@link
 * dev.restauth.token.KeyRotation}. Start reading at {@link dev.restauth.token.TokenVerifier}, then
 * {@link dev.restauth.token.AdoptedTokens}; a {@link dev.restauth.token.VerifiedToken} is proof
 * that it said yes.
 */
@NullMarked
package dev.restauth.token;

import org.jspecify.annotations.NullMarked;
