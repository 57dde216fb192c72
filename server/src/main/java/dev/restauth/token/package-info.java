/**
 * Access tokens and the keys that sign them. The package issues, verifies and renews tokens, and
 * contains {@code restauth key}. It also verifies tokens that other applications issued before
 * their accounts were adopted.
 *
 * <p>{@link dev.restauth.token.KeyTimes} describes the states of a key; {@link
 * dev.restauth.token.KeyRotation} adds and removes keys. Start reading at {@link
 * dev.restauth.token.TokenVerifier}, then {@link dev.restauth.token.AdoptedTokens}. Only these two
 * classes, the former with {@link dev.restauth.token.CheckedToken}, create a {@link
 * dev.restauth.token.VerifiedToken}, which therefore proves that the token is valid.
 */
@NullMarked
package dev.restauth.token;

import org.jspecify.annotations.NullMarked;
