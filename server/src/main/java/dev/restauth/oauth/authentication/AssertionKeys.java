package dev.restauth.oauth.authentication;

import com.nimbusds.jose.jwk.JWK;
import dev.restauth.oauth.client.Client;
import java.util.List;

/** Finds the public keys of clients. Thread-safe. */
public interface AssertionKeys {
  /** Returns a client's keys, which may come from a cache; empty if they cannot be fetched. */
  List<JWK> of(Client client);

  /**
   * Fetches a client's keys again, at most every ten seconds. Called if the cached set lacks the
   * key of an assertion.
   */
  List<JWK> refetched(Client client);
}
