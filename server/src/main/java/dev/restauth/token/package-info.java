/**
 * Access tokens: issuing, verifying and renewing them; the keys that sign them, with {@code restauth
 * key}; and tokens that other applications issued before their accounts were adopted.
 *
 * <p>{@link dev.restauth.token.KeyTimes} describes the life of a key, {@link dev.restauth.token.KeyRotation} changes
 * it. Start reading at {@link dev.restauth.token.TokenVerifier}, then {@link dev.restauth.token.AdoptedTokens}. Only
 * they create a {@link dev.restauth.token.VerifiedToken}, which is therefore proof that the token is valid.
 */
@NullMarked
package dev.restauth.token;

import org.jspecify.annotations.NullMarked;
