/**
 * OAuth client authentication (RFC 6749 section 2.3, RFC 7523), with one class for each method.
 *
 * <p>Start reading at {@link dev.restauth.oauth.authentication.ClientAuthentication}.
 */
@NullMarked
package dev.restauth.oauth.authentication;

import org.jspecify.annotations.NullMarked;
