/**
 * For Jakarta Servlet 6 and later: {@link dev.restauth.client.servlet.BearerTokenFilter}. The Servlet
 * API is the container's; this artifact brings none.
 */
@NullMarked
package dev.restauth.client.servlet;

import org.jspecify.annotations.NullMarked;
