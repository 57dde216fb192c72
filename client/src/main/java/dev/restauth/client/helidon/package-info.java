/**
 * For Helidon SE 4, and so for Java 21 and later: {@link
 * dev.restauth.client.helidon.BearerTokenFilter}. Helidon is the application's; this artifact brings
 * none.
 */
@NullMarked
package dev.restauth.client.helidon;

import org.jspecify.annotations.NullMarked;
