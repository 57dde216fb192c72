/**
 * Keys of services that call this server. The package creates and checks keys, defines their
 * scopes, and contains {@code restauth service-key}.
 *
 * <p>Start reading at {@link dev.restauth.servicekey.ServiceKeys}.
 */
@NullMarked
package dev.restauth.servicekey;

import org.jspecify.annotations.NullMarked;
