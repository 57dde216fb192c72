package dev.restauth.oauth.authorize;

import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.oauth.client.Client;
import java.util.Optional;

/** Authenticates registered clients (RFC 6749 section 2.3). Thread-safe. */
@FunctionalInterface
public interface ClientAuthenticator {
  /**
   * Returns the client of a request; empty if it is not registered, or did not authenticate.
   *
   * @param form the form of the request, without repeated parameters but {@code resource}
   */
  Optional<Client> authenticate(Call call, Form form);
}
