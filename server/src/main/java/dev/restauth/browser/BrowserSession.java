package dev.restauth.browser;

import dev.restauth.assurance.AuthenticationMethods;
import java.time.Instant;

/**
 * The log-in of a browser, as read from the store.
 *
 * @param id the session's public id, for lists, which differs from the secret value in the cookie
 * @param accountId the account of the session
 * @param generation the generation of the account when the session began
 * @param methods the methods with which the user was authenticated
 * @param authenticatedAt the time of the last proof, in microseconds
 */
public record BrowserSession(
    String id,
    long accountId,
    long generation,
    AuthenticationMethods methods,
    Instant authenticatedAt) {}
