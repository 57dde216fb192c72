/**
 * For Spring Security 6 and later: {@link dev.restauth.client.spring.RevocationAwareJwtDecoder}. Spring
 * is the application's; this artifact brings none.
 */
@NullMarked
package dev.restauth.client.spring;

import org.jspecify.annotations.NullMarked;
