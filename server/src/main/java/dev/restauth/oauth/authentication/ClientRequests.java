package dev.restauth.oauth.authentication;

import dev.restauth.event.Network;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the credentials with which clients authenticate at the OAuth endpoints. Thread-safe.
 *
 * @param issuer the issuer of this server
 * @param publicUrl the URL of this server. Assertions may name endpoints below this URL as their
 *     audience
 */
public record ClientRequests(Supplier<String> issuer, Optional<URI> publicUrl) {
  /** The path of the token endpoint. */
  public static final String TOKEN_ENDPOINT = "/oauth/token";

  /**
   * Returns the credentials in a request.
   *
   * @param form the form, without repeated parameters
   * @param path the path of the endpoint that was called
   */
  public ClientRequest of(Form form, Call call, String path) {
    return new ClientRequest(
        form,
        call.authorization(),
        issuer.get(),
        endpoints(path),
        Network.of(call.client().address()));
  }

  /**
   * Returns the URLs that assertions may name as their audience: the called endpoint and the token
   * endpoint (RFC 9126 section 2). These URLs never come from the request. Otherwise another server
   * that received an assertion could use it on this server, by sending the name of its own host in
   * the Host field.
   */
  private List<String> endpoints(String path) {
    return publicUrl.map(url -> List.of(url + path, url + TOKEN_ENDPOINT)).orElseGet(List::of);
  }
}
