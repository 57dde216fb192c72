package dev.restauth.oauth.authentication;

import com.nimbusds.jose.jwk.JWK;
import dev.restauth.oauth.client.Client;
import java.util.List;

/** Finds the public keys of clients. Thread-safe. */
public interface AssertionKeys {
  /** Returns the keys; empty if the keys cannot be fetched. The keys may come from a cache. */
  List<JWK> of(Client client);

  /**
   * Fetches the keys again, at most every ten seconds. Call this method if the cached set lacks a key that the client uses.
   */
  List<JWK> refetched(Client client);
}
