package dev.restauth.browser;

import dev.restauth.assurance.AuthenticationMethods;
import java.time.Instant;

/**
 * The log-in of a browser, as the store had it a moment ago.
 *
 * @param id its public id, for lists; the cookie holds another secret
 * @param accountId its account
 * @param generation the account's generation when it began
 * @param methods the methods by which its user was authenticated
 * @param authenticatedAt the time of the last proof, to the microsecond
 */
public record BrowserSession(
    String id,
    long accountId,
    long generation,
    AuthenticationMethods methods,
    Instant authenticatedAt) {}
