/**
 * Clients of OAuth: applications that log their users in here, and where they are registered.
 *
 * <p>Start reading at {@link dev.restauth.oauth.client.Client}.
 */
@NullMarked
package dev.restauth.oauth.client;

import org.jspecify.annotations.NullMarked;
