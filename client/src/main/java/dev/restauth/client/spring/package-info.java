/**
 * Adapter for Spring Security 6 and later: {@link
 * dev.restauth.client.spring.RevocationAwareJwtDecoder}. The application provides Spring, because
 * this artifact does not contain it.
 */
@NullMarked
package dev.restauth.client.spring;

import org.jspecify.annotations.NullMarked;
