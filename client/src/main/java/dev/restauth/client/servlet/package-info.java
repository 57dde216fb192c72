/**
 * Adapter for Jakarta Servlet 6 and later: {@link dev.restauth.client.servlet.BearerTokenFilter}.
 * The container provides the Servlet API, because this artifact does not contain it.
 */
@NullMarked
package dev.restauth.client.servlet;

import org.jspecify.annotations.NullMarked;
