/**
 * Personal keys: credentials for a user's scripts, servers and jobs, with a name, scopes and an expiry. They can be
 * traded for tokens, which services verify themselves.
 *
 * <p>Start reading at {@link dev.restauth.personalkey.PersonalKeys} for creating and ending them, and at {@link
 * dev.restauth.personalkey.KeyAuthentication} for their use.
 */
@NullMarked
package dev.restauth.personalkey;

import org.jspecify.annotations.NullMarked;
