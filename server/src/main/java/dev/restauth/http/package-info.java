/**
 * What every route needs: the route table, reading requests, wording answers and problems, who is
 * calling, and CORS; the settings that say where the server listens, for whom and how protected. No type of a library that carries HTTP is seen here: {@link dev.restauth.listener}
 * does that.
 *
 * <p>Knows no feature: those that authenticate are handed in through the small interfaces of {@link
 * dev.restauth.http.Authenticator}. Start reading at {@link dev.restauth.http.Dispatcher}, through
 * which every request goes.
 */
@NullMarked
package dev.restauth.http;

import org.jspecify.annotations.NullMarked;
