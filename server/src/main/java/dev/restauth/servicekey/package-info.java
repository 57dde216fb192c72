/**
 * Keys of services that call this server: creating and checking them, their scopes, and {@code restauth service-key}.
 *
 * <p>Start reading at {@link dev.restauth.servicekey.ServiceKeys}.
 */
@NullMarked
package dev.restauth.servicekey;

import org.jspecify.annotations.NullMarked;
