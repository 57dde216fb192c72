/**
 * OAuth clients: the applications that log in their users with this server, and the registry of
 * these applications.
 *
 * <p>Start reading at {@link dev.restauth.oauth.client.Client}.
 */
@NullMarked
package dev.restauth.oauth.client;

import org.jspecify.annotations.NullMarked;
