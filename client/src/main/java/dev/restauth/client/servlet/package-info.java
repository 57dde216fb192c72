/**
 * Adapter for Jakarta Servlet 6 and later: {@link dev.restauth.client.servlet.BearerTokenFilter}. The container
 * provides the Servlet API; this artifact does not bring it.
 */
@NullMarked
package dev.restauth.client.servlet;

import org.jspecify.annotations.NullMarked;
