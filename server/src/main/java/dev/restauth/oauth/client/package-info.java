/**
 * Clients of OAuth: applications that log their users in here, where they are registered, and how they authenticate.
 *
 * <p>Start reading at {@link dev.restauth.oauth.client.Client}.
 */
@NullMarked
package dev.restauth.oauth.client;

import org.jspecify.annotations.NullMarked;
