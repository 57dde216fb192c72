/**
 * Keys of services that ask this one: making and checking them, what each may do, and {@code
 * restauth service-key}.
 *
 * <p>May call {@code store} and {@code crypto}, and for operators {@code cli}, {@code control} and
 * {@code feature}. Start reading at {@link dev.restauth.servicekey.ServiceKeys}.
 */
@NullMarked
package dev.restauth.servicekey;

import org.jspecify.annotations.NullMarked;
