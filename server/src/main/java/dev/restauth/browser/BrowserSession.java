package dev.restauth.browser;

import dev.restauth.assurance.AuthenticationMethods;
import java.time.Instant;

/**
 * The log-in of a browser, as read from the store.
 *
 * @param id the session's public id, which lists show; the cookie contains a different, secret
 *     value
 * @param accountId the account of the session
 * @param generation the generation of the account at the last log-in or step-up of the session
 * @param methods the methods with which the user was authenticated
 * @param authenticatedAt the time of the last proof, in microseconds
 */
public record BrowserSession(
    String id,
    long accountId,
    long generation,
    AuthenticationMethods methods,
    Instant authenticatedAt) {}
