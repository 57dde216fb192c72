package dev.restauth;

import dev.restauth.listener.HttpServer;
import dev.restauth.password.PasswordHasher;
import dev.restauth.runtime.Opened;
import dev.restauth.runtime.Serving;
import dev.restauth.runtime.Upkeep;
import dev.restauth.servicekey.ServiceKeys;
import dev.restauth.store.Store;
import dev.restauth.token.AdoptedTokens;
import dev.restauth.token.KeyRotation;
import dev.restauth.token.TokenVerifier;

/**
 * A server that is up. Closing it stops accepting, finishes what runs, and closes the database, in
 * that order.
 *
 * @param store for looking at what was kept
 * @param hasher for its counters
 * @param verifier for its counters
 * @param adoptedTokens for its counters, and for reading anew what is accepted
 * @param serviceKeys for what counts now
 * @param rotation for what a minute brings
 * @param upkeep for what it does once a minute
 */
record RunningServer(
    HttpServer http,
    Store store,
    PasswordHasher hasher,
    TokenVerifier verifier,
    AdoptedTokens adoptedTokens,
    ServiceKeys serviceKeys,
    KeyRotation rotation,
    Upkeep upkeep,
    Opened opened)
    implements Serving.Running {

  @Override
  public int port() {
    return http.port();
  }

  @Override
  public void close() {
    opened.close();
  }
}
