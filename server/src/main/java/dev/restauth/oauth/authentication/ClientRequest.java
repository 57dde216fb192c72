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
 * @param endpoints the URLs that assertions may name as their audience, in addition to the issuer.
 *     These are the called endpoint and the token endpoint (RFC 7523 section 3, RFC 9126 section 2)
 * @param from the client's network
 */
public record ClientRequest(
    Form form, List<String> authorization, String issuer, List<String> endpoints, Network from) {
  /** Copies the lists. */
  public ClientRequest {
    authorization = List.copyOf(authorization);
    endpoints = List.copyOf(endpoints);
  }

  /** Returns a parameter. A parameter without a value counts as missing (RFC 6749 section 3.1). */
  Optional<String> parameter(String name) {
    return form.one(name);
  }

  /** Returns a text without the secrets. */
  @Override
  public String toString() {
    return "ClientRequest[endpoints=" + endpoints + "]";
  }
}
