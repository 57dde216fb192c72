/**
 * Adapter for Helidon SE 4, which requires Java 21 or later: {@link
 * dev.restauth.client.helidon.BearerTokenFilter}. The application provides Helidon, because this
 * artifact does not contain it.
 */
@NullMarked
package dev.restauth.client.helidon;

import org.jspecify.annotations.NullMarked;
