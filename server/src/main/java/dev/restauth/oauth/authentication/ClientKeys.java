package dev.restauth.oauth.authentication;

import com.nimbusds.jose.jwk.JWK;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.PublicKeys;
import dev.restauth.outbound.CallKind;
import dev.restauth.outbound.FetchedJson;
import dev.restauth.outbound.OutboundClient;
import dev.restauth.outbound.OutboundException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The public keys of clients, which are either registered or fetched from {@code jwks_uri}.
 * Thread-safe.
 */
public final class ClientKeys implements AssertionKeys {
  private static final Set<String> MEDIA_TYPES =
      Set.of("application/json", "application/jwk-set+json");

  private final FetchedJson<List<JWK>> fetched;

  /** Creates an empty cache. The given HTTP client fetches the keys. */
  public ClientKeys(OutboundClient client, InstantSource clock) {
    this.fetched =
        new FetchedJson<>(
            client,
            CallKind.JWKS_URI,
            MEDIA_TYPES,
            PublicKeys.LENGTH_AT_MOST,
            body -> parse(new String(body, StandardCharsets.UTF_8)),
            clock);
  }

  private static List<JWK> parse(String text) {
    try {
      return PublicKeys.read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException("no JWK set", e);
    }
  }

  @Override
  public List<JWK> of(Client client) {
    return keys(client, fetched::get);
  }

  @Override
  public List<JWK> refetched(Client client) {
    return keys(client, fetched::refetch);
  }

  private static List<JWK> keys(Client client, Function<URI, List<JWK>> fetch) {
    if (client.jwks().isPresent()) {
      return parse(client.jwks().get());
    }
    try {
      return client.jwksUri().map(fetch).orElse(List.of());
    } catch (OutboundException e) {
      return List
          .of(); // the client cannot be authenticated now; the outbound client counts the failure
    }
  }
}
