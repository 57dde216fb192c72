package dev.restauth.browser;

import dev.restauth.assurance.AuthenticationMethods;
import java.time.Instant;

/**
 * The log-in of a browser, as read from the store.
 *
 * @param id the session's public id, for lists; the cookie has a different, secret value
 * @param accountId the session's account
 * @param generation the account's generation at the beginning of the session
 * @param methods the methods with which the user was authenticated
 * @param authenticatedAt the time of the last proof, to the microsecond
 */
public record BrowserSession(
    String id,
    long accountId,
    long generation,
    AuthenticationMethods methods,
    Instant authenticatedAt) {}
