package dev.restauth.oauth.client;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.Client.AuthenticationMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The metadata of a client, without its id and its name. The names of the members come from RFC
 * 7591 section 2, OpenID Connect Dynamic Client Registration 1.0 section 2, RP-Initiated Logout 1.0
 * section 3.1 and Back-Channel Logout 1.0 section 2.2. The members {@code first_party}, {@code
 * pkce}, {@code resources} and {@code origins} are specific to this server. Immutable.
 *
 * @param members the metadata, which is checked and complete: missing members have their default
 *     values
 */
public record ClientMetadata(JsonObject members) {
  static final String AUTHENTICATION = "token_endpoint_auth_method";
  static final String REDIRECT_URIS = "redirect_uris";
  static final String GRANT_TYPES = "grant_types";
  static final String SCOPE = "scope";
  static final String JWKS = "jwks";
  static final String JWKS_URI = "jwks_uri";
  static final String ID_TOKEN_ALGORITHM = "id_token_signed_response_alg";
  static final String USERINFO_ALGORITHM = "userinfo_signed_response_alg";
  static final String POST_LOGOUT_REDIRECT_URIS = "post_logout_redirect_uris";
  static final String BACKCHANNEL_LOGOUT_URI = "backchannel_logout_uri";
  static final String INITIATE_LOGIN_URI = "initiate_login_uri";
  static final String FIRST_PARTY = "first_party";
  static final String PKCE = "pkce";
  static final String RESOURCES = "resources";
  static final String ORIGINS = "origins";

  static final String PKCE_REQUIRED = "required";
  static final String PKCE_OPTIONAL = "optional";

  /** The names of all members, in the order in which they are displayed. */
  public static final List<String> NAMES =
      List.of(
          REDIRECT_URIS,
          GRANT_TYPES,
          AUTHENTICATION,
          SCOPE,
          FIRST_PARTY,
          PKCE,
          RESOURCES,
          ORIGINS,
          JWKS,
          JWKS_URI,
          ID_TOKEN_ALGORITHM,
          USERINFO_ALGORITHM,
          POST_LOGOUT_REDIRECT_URIS,
          BACKCHANNEL_LOGOUT_URI,
          INITIATE_LOGIN_URI);

  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  /**
   * Reads metadata from an administrator or operator. Members that are missing or null get their
   * default values.
   *
   * @throws InvalidMetadata if a member is unknown or violates a rule
   */
  public static ClientMetadata read(JsonObject given) {
    given.names().stream()
        .filter(name -> !NAMES.contains(name))
        .findFirst()
        .ifPresent(
            unknown -> {
              throw new InvalidMetadata(
                  unknown, "is not supported here; supported members: " + String.join(", ", NAMES));
            });
    return MetadataRules.checked(new MetadataMembers(given));
  }

  /** Reads metadata that {@link #text} has written. Ignores members of newer versions. */
  static ClientMetadata stored(String text) {
    return READER.read(text) instanceof JsonObject members
        ? new ClientMetadata(members)
        : new ClientMetadata(new JsonObject(Map.of()));
  }

  /** Creates metadata from members that were already checked. */
  static ClientMetadata of(Map<String, JsonValue> checked) {
    Map<String, JsonValue> ordered = new LinkedHashMap<>();
    NAMES.forEach(
        name ->
            Optional.ofNullable(checked.get(name)).ifPresent(value -> ordered.put(name, value)));
    return new ClientMetadata(new JsonObject(ordered));
  }

  /**
   * Returns the metadata with changes: each member of the patch replaces the present member, and
   * null restores the default value.
   *
   * @throws InvalidMetadata if a member is unknown or violates a rule
   */
  public ClientMetadata with(JsonObject patch) {
    Map<String, JsonValue> merged = new LinkedHashMap<>(members.members());
    merged.keySet().retainAll(NAMES);
    patch.members().forEach(merged::put);
    return read(new JsonObject(merged));
  }

  /** Returns the text to store. */
  String text() {
    return JsonWriter.text(json -> members.members().forEach(json::member));
  }

  /** Returns the authentication method of the client. */
  public AuthenticationMethod authentication() {
    return authentication(given().text(AUTHENTICATION).orElse(""))
        .orElse(AuthenticationMethod.NONE);
  }

  static Optional<AuthenticationMethod> authentication(String name) {
    return List.of(AuthenticationMethod.values()).stream()
        .filter(method -> method.text().equals(name))
        .findFirst();
  }

  /** Returns whether the client has a secret. */
  public boolean hasSecret() {
    return authentication() == AuthenticationMethod.CLIENT_SECRET_BASIC
        || authentication() == AuthenticationMethod.CLIENT_SECRET_POST;
  }

  private MetadataMembers given() {
    return new MetadataMembers(members);
  }

  /** Returns the client with this metadata. */
  Client client(String id, String name, long generation) {
    MetadataMembers given = given();
    AuthenticationMethod authentication = authentication();
    return new Client(
        id,
        name,
        authentication == AuthenticationMethod.NONE ? Client.Kind.PUBLIC : Client.Kind.CONFIDENTIAL,
        given.flag(FIRST_PARTY).orElse(false),
        authentication,
        given.texts(REDIRECT_URIS).orElse(List.of()),
        given.texts(POST_LOGOUT_REDIRECT_URIS).orElse(List.of()),
        given.text(BACKCHANNEL_LOGOUT_URI).map(URI::create),
        given.text(INITIATE_LOGIN_URI).map(URI::create),
        !given.text(PKCE).equals(Optional.of(PKCE_OPTIONAL)),
        Set.copyOf(given.texts(GRANT_TYPES).orElse(List.of())),
        MetadataRules.scopes(given.text(SCOPE).orElse("")),
        given.texts(RESOURCES).orElse(List.of()),
        given
            .object(JWKS)
            .map(keys -> JsonWriter.text(json -> keys.members().forEach(json::member))),
        given.text(JWKS_URI).map(URI::create),
        given.text(ID_TOKEN_ALGORITHM).orElse(MetadataRules.DEFAULT_ALGORITHM),
        given.text(USERINFO_ALGORITHM),
        Set.copyOf(given.texts(ORIGINS).orElse(List.of())),
        generation);
  }
}
