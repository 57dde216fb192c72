package dev.restauth.oidc;

import dev.restauth.assurance.Acr;
import dev.restauth.language.Language;
import dev.restauth.oauth.MetadataDocument;
import dev.restauth.token.IdTokenKeys;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Metadata members that do not describe the token endpoint: authorization, OpenID Connect
 * (Discovery section 3) and log-outs. Every member whose default would be wrong for this server is
 * included.
 */
final class OidcMetadata implements MetadataDocument.Source {
  /** The claims of an ID token. */
  private static final List<String> ID_TOKEN_CLAIMS =
      List.of(
          "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid");

  @Override
  public void addTo(MetadataDocument members, String base) {
    authorization(members, base);
    claims(members, base);
    logOut(members, base);
  }

  private static void authorization(MetadataDocument members, String base) {
    members
        .text("authorization_endpoint", base + "/oauth/authorize")
        .text("pushed_authorization_request_endpoint", base + "/oauth/par")
        .flag("require_pushed_authorization_requests", false)
        .text("authorization_challenge_endpoint", base + "/oauth/challenge")
        .texts("response_types_supported", List.of("code"))
        .texts("response_modes_supported", List.of("query", "form_post"))
        .texts("code_challenge_methods_supported", List.of("S256"))
        .flag("authorization_response_iss_parameter_supported", true)
        .flag("request_parameter_supported", false)
        .flag("request_uri_parameter_supported", false) // stated, because the default is true
        .texts("scopes_supported", OidcScope.names())
        .texts("acr_values_supported", Arrays.stream(Acr.values()).map(Acr::text).toList())
        .texts(
            "ui_locales_supported", Arrays.stream(Language.values()).map(Language::text).toList());
  }

  private static void claims(MetadataDocument members, String base) {
    members
        .text("userinfo_endpoint", base + UserinfoRoutes.PATH)
        .texts("subject_types_supported", List.of("public"))
        .texts("id_token_signing_alg_values_supported", IdTokenKeys.ALGORITHMS)
        .texts("userinfo_signing_alg_values_supported", IdTokenKeys.ALGORITHMS)
        .texts(
            "claims_supported",
            Stream.concat(ID_TOKEN_CLAIMS.stream(), OidcScope.allClaims().stream()).toList())
        .flag("claims_parameter_supported", true);
  }

  private static void logOut(MetadataDocument members, String base) {
    members
        .text("end_session_endpoint", base + LogOutRoutes.PATH)
        .flag("backchannel_logout_supported", true)
        .flag("backchannel_logout_session_supported", true);
  }
}
