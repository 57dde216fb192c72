package dev.restauth.oauth.authentication;

import dev.restauth.event.Network;
import dev.restauth.http.Form;
import java.util.List;
import java.util.Optional;

/**
 * A request in which a client authenticates.
 *
 * @param form the form, without repeated parameters
 * @param authorization the lines of the Authorization field
 * @param issuer the issuer of this server
 * @param endpoint the URL of the endpoint that was called, or another one that assertions may name as their audience
 * @param from the network of the client
 */
public record ClientRequest(
    Form form, List<String> authorization, String issuer, String endpoint, Network from) {
  /** Copies the list. */
  public ClientRequest {
    authorization = List.copyOf(authorization);
  }

  /** Returns a parameter; one without a value counts as missing (RFC 6749 section 3.1). */
  Optional<String> parameter(String name) {
    return form.one(name);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "ClientRequest[endpoint=" + endpoint + "]";
  }
}
