package dev.restauth.oauth.client;

import static dev.restauth.oauth.client.ClientMetadata.AUTHENTICATION;
import static dev.restauth.oauth.client.ClientMetadata.BACKCHANNEL_LOGOUT_URI;
import static dev.restauth.oauth.client.ClientMetadata.FIRST_PARTY;
import static dev.restauth.oauth.client.ClientMetadata.GRANT_TYPES;
import static dev.restauth.oauth.client.ClientMetadata.ID_TOKEN_ALGORITHM;
import static dev.restauth.oauth.client.ClientMetadata.INITIATE_LOGIN_URI;
import static dev.restauth.oauth.client.ClientMetadata.JWKS;
import static dev.restauth.oauth.client.ClientMetadata.JWKS_URI;
import static dev.restauth.oauth.client.ClientMetadata.ORIGINS;
import static dev.restauth.oauth.client.ClientMetadata.PKCE;
import static dev.restauth.oauth.client.ClientMetadata.PKCE_OPTIONAL;
import static dev.restauth.oauth.client.ClientMetadata.PKCE_REQUIRED;
import static dev.restauth.oauth.client.ClientMetadata.POST_LOGOUT_REDIRECT_URIS;
import static dev.restauth.oauth.client.ClientMetadata.REDIRECT_URIS;
import static dev.restauth.oauth.client.ClientMetadata.RESOURCES;
import static dev.restauth.oauth.client.ClientMetadata.SCOPE;
import static dev.restauth.oauth.client.ClientMetadata.USERINFO_ALGORITHM;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.oauth.client.Client.AuthenticationMethod;
import dev.restauth.role.ClientScopes;
import dev.restauth.role.Names;
import dev.restauth.token.IdTokenKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules for the metadata of clients, and the default values. */
final class MetadataRules {
  static final String AUTHORIZATION_CODE = "authorization_code";
  static final String REFRESH_TOKEN = "refresh_token";
  static final String CLIENT_CREDENTIALS = "client_credentials";

  private static final List<String> GRANTS =
      List.of(AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS);

  /** The default algorithm, which OpenID Connect Core section 15.1 requires of all servers. */
  static final String DEFAULT_ALGORITHM = "RS256";

  private static final String DEFAULT_SCOPE = "openid profile email";
  private static final int SCOPE_AT_MOST = 2_048;

  private MetadataRules() {}

  /** Returns complete metadata. Throws an {@link InvalidMetadata} if a member violates a rule. */
  static ClientMetadata checked(MetadataMembers given) {
    Map<String, JsonValue> checked = new LinkedHashMap<>();
    AuthenticationMethod method = method(given);
    Set<String> grants = grants(given, method);
    checked.put(AUTHENTICATION, new JsonValue.Text(method.text()));
    checked.put(GRANT_TYPES, array(grants.stream().toList()));
    checked.put(REDIRECT_URIS, array(redirectUris(given, grants)));
    checked.put(SCOPE, new JsonValue.Text(scope(given, grants)));
    checked.put(FIRST_PARTY, new JsonValue.Truth(given.flag(FIRST_PARTY).orElse(false)));
    checked.put(PKCE, new JsonValue.Text(pkce(given, method)));
    checked.put(RESOURCES, array(resources(given)));
    checked.put(
        ORIGINS, array(ClientUris.origins(ORIGINS, given.texts(ORIGINS).orElse(List.of()))));
    keys(given, method).forEach(checked::put);
    checked.put(
        ID_TOKEN_ALGORITHM,
        new JsonValue.Text(algorithm(given, ID_TOKEN_ALGORITHM).orElse(DEFAULT_ALGORITHM)));
    algorithm(given, USERINFO_ALGORITHM)
        .ifPresent(name -> checked.put(USERINFO_ALGORITHM, new JsonValue.Text(name)));
    checked.put(
        POST_LOGOUT_REDIRECT_URIS, array(checkedRedirects(given, POST_LOGOUT_REDIRECT_URIS)));
    given
        .text(BACKCHANNEL_LOGOUT_URI)
        .map(uri -> ClientUris.server(BACKCHANNEL_LOGOUT_URI, uri, false))
        .ifPresent(uri -> checked.put(BACKCHANNEL_LOGOUT_URI, new JsonValue.Text(uri)));
    given
        .text(INITIATE_LOGIN_URI)
        .map(uri -> ClientUris.server(INITIATE_LOGIN_URI, uri, false))
        .ifPresent(uri -> checked.put(INITIATE_LOGIN_URI, new JsonValue.Text(uri)));
    return ClientMetadata.of(checked);
  }

  private static JsonValue.Array array(List<String> texts) {
    return new JsonValue.Array(texts.stream().<JsonValue>map(JsonValue.Text::new).toList());
  }

  private static AuthenticationMethod method(MetadataMembers given) {
    String name =
        given.text(AUTHENTICATION).orElse(AuthenticationMethod.CLIENT_SECRET_BASIC.text());
    return ClientMetadata.authentication(name)
        .orElseThrow(
            () ->
                new InvalidMetadata(
                    AUTHENTICATION,
                    "must be one of "
                        + Stream.of(AuthenticationMethod.values())
                            .map(AuthenticationMethod::text)
                            .collect(Collectors.joining(", "))));
  }

  private static Set<String> grants(MetadataMembers given, AuthenticationMethod method) {
    Set<String> grants =
        new TreeSet<>(given.texts(GRANT_TYPES).orElse(List.of(AUTHORIZATION_CODE, REFRESH_TOKEN)));
    if (grants.isEmpty() || !GRANTS.containsAll(grants)) {
      throw new InvalidMetadata(GRANT_TYPES, "must be some of " + String.join(", ", GRANTS));
    }
    if (grants.contains(REFRESH_TOKEN) && !grants.contains(AUTHORIZATION_CODE)) {
      throw new InvalidMetadata(
          GRANT_TYPES, "has refresh_token, which makes sense only with authorization_code");
    }
    if (grants.contains(CLIENT_CREDENTIALS) && method == AuthenticationMethod.NONE) {
      throw new InvalidMetadata(
          GRANT_TYPES, "has client_credentials, but the client does not authenticate");
    }
    return grants;
  }

  private static List<String> redirectUris(MetadataMembers given, Set<String> grants) {
    List<String> uris = checkedRedirects(given, REDIRECT_URIS);
    if (grants.contains(AUTHORIZATION_CODE) && uris.isEmpty()) {
      throw new InvalidMetadata(
          REDIRECT_URIS, "must have at least one URI, because the client uses authorization_code");
    }
    return uris;
  }

  private static List<String> checkedRedirects(MetadataMembers given, String name) {
    List<String> uris = given.texts(name).orElse(List.of());
    uris.forEach(uri -> RedirectUri.check(name, uri));
    return uris;
  }

  private static String pkce(MetadataMembers given, AuthenticationMethod method) {
    String pkce = given.text(PKCE).orElse(PKCE_REQUIRED);
    if (!List.of(PKCE_REQUIRED, PKCE_OPTIONAL).contains(pkce)) {
      throw new InvalidMetadata(PKCE, "must be required or optional");
    }
    if (pkce.equals(PKCE_OPTIONAL) && method == AuthenticationMethod.NONE) {
      throw new InvalidMetadata(
          PKCE, "must be required: without authentication, nothing else protects the code");
    }
    return pkce;
  }

  private static Optional<String> algorithm(MetadataMembers given, String name) {
    Optional<String> algorithm = given.text(name);
    if (algorithm.filter(each -> !IdTokenKeys.ALGORITHMS.contains(each)).isPresent()) {
      throw new InvalidMetadata(
          name, "must be one of " + String.join(", ", IdTokenKeys.ALGORITHMS));
    }
    return algorithm;
  }

  private static List<String> resources(MetadataMembers given) {
    return given.texts(RESOURCES).orElse(List.of()).stream()
        .map(uri -> ClientUris.resource(RESOURCES, uri))
        .distinct()
        .toList();
  }

  private static Map<String, JsonValue> keys(MetadataMembers given, AuthenticationMethod method) {
    Optional<JsonObject> jwks = given.object(JWKS);
    Optional<String> uri = given.text(JWKS_URI);
    if (jwks.isPresent() && uri.isPresent()) {
      throw new InvalidMetadata(JWKS_URI, "and jwks exclude each other");
    }
    if (method == AuthenticationMethod.PRIVATE_KEY_JWT && jwks.isEmpty() && uri.isEmpty()) {
      throw new InvalidMetadata(
          JWKS, "or jwks_uri is needed, because the client authenticates by private_key_jwt");
    }
    jwks.ifPresent(keys -> PublicKeys.check(JWKS, keys));
    Map<String, JsonValue> members = new LinkedHashMap<>();
    jwks.ifPresent(keys -> members.put(JWKS, keys));
    uri.map(text -> ClientUris.server(JWKS_URI, text, false))
        .ifPresent(text -> members.put(JWKS_URI, new JsonValue.Text(text)));
    return members;
  }

  private static String scope(MetadataMembers given, Set<String> grants) {
    String text =
        given.text(SCOPE).orElse(grants.contains(AUTHORIZATION_CODE) ? DEFAULT_SCOPE : "");
    Set<String> scopes = scopes(text);
    if (text.length() > SCOPE_AT_MOST || !scopes.stream().allMatch(Names::isName)) {
      throw new InvalidMetadata(
          SCOPE,
          "must be names separated by single spaces, at most 2,048 characters; " + Names.RULE);
    }
    scopes.stream()
        .filter(scope -> !ClientScopes.OPENID_CONNECT.contains(scope))
        .filter(scope -> AdministrativeScope.isOne(scope) || AdministrativeScope.isReserved(scope))
        .findFirst()
        .ifPresent(
            scope -> {
              throw new InvalidMetadata(
                  SCOPE, "has " + scope + ", a scope of this server that no client can have");
            });
    return String.join(" ", scopes);
  }

  /** Returns the scopes in a text. */
  static Set<String> scopes(String text) {
    return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ", -1)));
  }
}
