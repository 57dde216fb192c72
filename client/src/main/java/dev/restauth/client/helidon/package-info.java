/**
 * Adapter for Helidon SE 4, and so for Java 21 and later: {@link
 * dev.restauth.client.helidon.BearerTokenFilter}. The application provides Helidon; this artifact does not
 * bring it.
 */
@NullMarked
package dev.restauth.client.helidon;

import org.jspecify.annotations.NullMarked;
