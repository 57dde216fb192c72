/**
 * What every route needs: the route table, reading requests, writing answers and problems, who is
 * calling, CORS, and the limits that keep a listener alive.
 *
 * <p>Knows no feature: those that authenticate are handed in through the small interfaces of {@link
 * dev.restauth.http.Authenticator}. Start reading at {@link dev.restauth.http.Dispatcher}, through
 * which every request goes; {@link dev.restauth.http.ConnectionGuard} does for whole connections what
 * Helidon leaves to us.
 */
@NullMarked
package dev.restauth.http;

import org.jspecify.annotations.NullMarked;
