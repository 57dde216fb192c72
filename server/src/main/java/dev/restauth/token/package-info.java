/**
 * Access tokens: issuing, verifying, renewing, and the keys that sign them.
 *
 * <p>May call {@code account}, {@code store}, {@code crypto} and, from its routes, {@code http}. Start
 * reading at {@link dev.restauth.token.TokenVerifier}; a {@link dev.restauth.token.VerifiedToken} is
 * proof that it said yes.
 */
@NullMarked
package dev.restauth.token;

import org.jspecify.annotations.NullMarked;
