package dev.restauth.oauth.authentication;

import com.nimbusds.jose.jwk.JWK;
import dev.restauth.oauth.client.Client;
import java.util.List;

/** Finds the public keys of clients. Thread-safe. */
public interface AssertionKeys {
  /** Returns the keys; none if they cannot be fetched. May come from a cache. */
  List<JWK> of(Client client);

  /** Fetches the keys again, because the cached set lacks one that the client uses. Does so at most every ten seconds. */
  List<JWK> refetched(Client client);
}
