/**
 * Keys of services that ask this one: making and checking them, what each may do, and {@code
 * restauth service-key}.
 *
 * <p>Start reading at {@link dev.restauth.servicekey.ServiceKeys}.
 */
@NullMarked
package dev.restauth.servicekey;

import org.jspecify.annotations.NullMarked;
