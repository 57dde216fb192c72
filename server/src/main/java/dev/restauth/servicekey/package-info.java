/**
 * Keys of services that ask this one: making and checking them, and what each may do.
 *
 * <p>May call {@code store} and {@code crypto}. Start reading at {@link
 * dev.restauth.servicekey.ServiceKeys}.
 */
@NullMarked
package dev.restauth.servicekey;

import org.jspecify.annotations.NullMarked;
