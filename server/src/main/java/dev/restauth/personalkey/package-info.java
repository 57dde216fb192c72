/**
 * Personal keys: credentials for a user's scripts, servers and jobs, with a name, scopes and an
 * expiry. A key can be exchanged for tokens, which resource servers verify themselves.
 *
 * <p>Start reading at {@link dev.restauth.personalkey.PersonalKeys} for creating and deleting keys,
 * and at {@link dev.restauth.personalkey.KeyAuthentication} for authentication with keys.
 */
@NullMarked
package dev.restauth.personalkey;

import org.jspecify.annotations.NullMarked;
