package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.CachedClients;
import dev.restauth.oauth.client.Client.AuthenticationMethod;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The method {@code client_secret_basic}. The client id is the user name of HTTP Basic, and the
 * secret is the password. Both are form-encoded (RFC 6749 section 2.3.1).
 */
record BasicSecret(CachedClients clients) implements AuthenticationWay {
  private static final String SCHEME = "Basic ";

  @Override
  public AuthenticationMethod method() {
    return AuthenticationMethod.CLIENT_SECRET_BASIC;
  }

  @Override
  public boolean isIn(ClientRequest request) {
    return !request.authorization().isEmpty();
  }

  @Override
  public Presented read(ClientRequest request) {
    if (request.authorization().size() > 1) {
      return new Presented.Malformed("There are several Authorization headers.");
    }
    String field = request.authorization().getFirst().strip();
    if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Presented.Invalid();
    }
    try {
      String pair = text(Base64.getDecoder().decode(field.substring(SCHEME.length()).strip()));
      int colon = pair.indexOf(':');
      if (colon < 0) {
        return new Presented.Invalid();
      }
      return credentials(
          request, decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1)));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return new Presented.Invalid();
    }
  }

  private Presented credentials(ClientRequest request, String id, String secret) {
    if (request.parameter("client_id").filter(named -> !named.equals(id)).isPresent()) {
      return new Presented.Malformed("The header and client_id name different clients.");
    }
    return new Presented.Credentials(id, client -> PostedSecret.isSecret(clients, client, secret));
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String decoded(String half) {
    return URLDecoder.decode(half, StandardCharsets.UTF_8);
  }
}
