package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.BackChannelLogoutRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.outbound.ClientServer;
import dev.restauth.outbound.TestAuthority;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Java client that uses Nimbus' SDK for OAuth 2.0 and OpenID Connect. It pushes its requests,
 * signs its assertions, and receives log-out notifications.
 */
class NimbusSdkInteropTest {
  private static final ClientID ID = new ClientID("shop");
  private static final URI CALLBACK = URI.create("https://shop.example/callback");
  private static final URI HOME = URI.create("https://shop.example/");

  @TempDir Path folder;

  private final ECKey key = OpenidScene.key();
  private ClientServer shop;
  private OpenidScene scene;
  private OIDCProviderMetadata provider;
  private VisitingBrowser browser;

  @BeforeEach
  void start() throws Exception {
    TestAuthority authority =
        TestAuthority.in(folder).with("shop", TestCertificate.ip("127.0.0.1"));
    shop =
        new ClientServer(
            authority.server("shop"),
            ClientServer.answering("HTTP/1.1 200 OK\nContent-Length: 0", ""));
    scene =
        new OpenidScene(
            folder,
            Map.of(
                "outbound-networks",
                "127.0.0.0/8",
                "outbound-ca-file",
                authority.file().toString()));
    var _ =
        scene.client(
            ID.getValue(),
            """
            {'redirect_uris':['%s'],'post_logout_redirect_uris':['%s'],'token_endpoint_auth_method':'private_key_jwt',
             'id_token_signed_response_alg':'ES256','jwks':{'keys':[%s]},
             'backchannel_logout_uri':'https://127.0.0.1:%d/logout'}"""
                .formatted(
                    CALLBACK,
                    HOME,
                    key.toPublicJWK().toJSONString().replace('"', '\''),
                    shop.port()));
    provider = OIDCProviderMetadata.resolve(new Issuer(scene.issuer()));
    browser = new VisitingBrowser(scene);
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
    shop.close();
  }

  private PrivateKeyJWT authentication(URI endpoint) throws Exception {
    return new PrivateKeyJWT(
        ID, endpoint, JWSAlgorithm.ES256, key.toPrivateKey(), "client-key", null);
  }

  /** The result of a log-in. */
  private record LogIn(AuthorizationCode code, CodeVerifier verifier, Nonce nonce) {}

  /**
   * Pushes an authorization request and lets the user log in.
   *
   * @param audience the audience of the assertion
   */
  private LogIn logIn(URI audience) throws Exception {
    CodeVerifier verifier = new CodeVerifier();
    Nonce nonce = new Nonce();
    State state = new State();
    AuthenticationRequest request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, new Scope("openid", "profile"), ID, CALLBACK)
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .build();
    URI endpoint = provider.getPushedAuthorizationRequestEndpointURI();
    PushedAuthorizationResponse pushed =
        PushedAuthorizationResponse.parse(
            new PushedAuthorizationRequest(endpoint, authentication(audience), request)
                .toHTTPRequest()
                .send());
    assertThat(pushed.indicatesSuccess()).isTrue();
    URI url =
        new AuthorizationRequest.Builder(pushed.toSuccessResponse().getRequestURI(), ID)
            .endpointURI(provider.getAuthorizationEndpointURI())
            .build()
            .toURI();
    AuthenticationSuccessResponse answer =
        AuthenticationResponseParser.parse(browser.visit(url, CALLBACK)).toSuccessResponse();
    assertThat(answer.getState()).isEqualTo(state);
    assertThat(answer.getIssuer()).isEqualTo(provider.getIssuer());
    return new LogIn(answer.getAuthorizationCode(), verifier, nonce);
  }

  private TokenResponse token(AuthorizationGrant grant) throws Exception {
    URI endpoint = provider.getTokenEndpointURI();
    return OIDCTokenResponseParser.parse(
        new TokenRequest.Builder(endpoint, authentication(endpoint), grant)
            .build()
            .toHTTPRequest()
            .send());
  }

  private OIDCTokenResponse tokens(LogIn login) throws Exception {
    TokenResponse answer =
        token(new AuthorizationCodeGrant(login.code(), CALLBACK, login.verifier()));
    assertThat(answer.indicatesSuccess()).as(answer.toHTTPResponse().getBody()).isTrue();
    return (OIDCTokenResponse) answer.toSuccessResponse();
  }

  private IDTokenValidator validator(ClientID audience) throws Exception {
    return new IDTokenValidator(
        provider.getIssuer(), audience, JWSAlgorithm.ES256, provider.getJWKSetURI().toURL());
  }

  private boolean isActive(AccessToken token) throws Exception {
    URI endpoint = provider.getIntrospectionEndpointURI();
    TokenIntrospectionResponse answer =
        TokenIntrospectionResponse.parse(
            new TokenIntrospectionRequest(endpoint, authentication(endpoint), token)
                .toHTTPRequest()
                .send());
    return answer.toSuccessResponse().isActive();
  }

  @Test
  void logsInRenewsAndRevokes() throws Exception {
    LogIn login = logIn(provider.getPushedAuthorizationRequestEndpointURI());
    OIDCTokenResponse tokens = tokens(login);
    JWT idToken = tokens.getOIDCTokens().getIDToken();
    IDTokenClaimsSet claims = validator(ID).validate(idToken, login.nonce());
    assertThat(claims.getSubject().getValue()).isEqualTo("1");
    assertThatThrownBy(() -> validator(ID).validate(idToken, new Nonce()))
        .isInstanceOf(BadJWTException.class);
    assertThatThrownBy(() -> validator(new ClientID("other")).validate(idToken, login.nonce()))
        .isInstanceOf(BadJWTException.class);

    UserInfo user =
        UserInfoResponse.parse(
                new UserInfoRequest(
                        provider.getUserInfoEndpointURI(), tokens.getTokens().getAccessToken())
                    .toHTTPRequest()
                    .send())
            .toSuccessResponse()
            .getUserInfo();
    assertThat(user.getSubject()).isEqualTo(claims.getSubject());
    assertThat(user.getPreferredUsername()).isEqualTo(OpenidScene.USER);

    TokenResponse renewed = token(new RefreshTokenGrant(tokens.getTokens().getRefreshToken()));
    AccessToken access = renewed.toSuccessResponse().getTokens().getAccessToken();
    assertThat(isActive(access)).isTrue();
    URI endpoint = provider.getRevocationEndpointURI();
    HTTPResponse revoked =
        new TokenRevocationRequest(
                endpoint, authentication(endpoint), tokens.getTokens().getRefreshToken())
            .toHTTPRequest()
            .send();
    assertThat(revoked.getStatusCode()).isEqualTo(200);
    assertThat(isActive(access)).isFalse();
    assertThat(
            token(new RefreshTokenGrant(tokens.getTokens().getRefreshToken()))
                .toErrorResponse()
                .getErrorObject()
                .getCode())
        .isEqualTo("invalid_grant");
  }

  @Test
  void hearsOfALogOut() throws Exception {
    OIDCTokenResponse tokens = tokens(logIn(provider.getTokenEndpointURI()));
    JWT idToken = tokens.getOIDCTokens().getIDToken();
    URI logOut =
        new LogoutRequest(provider.getEndSessionEndpointURI(), idToken, HOME, new State("bye"))
            .toURI();
    assertThat(browser.visit(logOut, HOME)).isEqualTo(URI.create(HOME + "?state=bye"));

    eventually("the client is notified", () -> !shop.requests().isEmpty());
    String body = shop.requests().getFirst().split("\r\n\r\n", 2)[1];
    BackChannelLogoutRequest told =
        BackChannelLogoutRequest.parse(
            Map.of("logout_token", List.of(body.substring("logout_token=".length()))));
    LogoutTokenClaimsSet claims =
        new LogoutTokenValidator(
                provider.getIssuer(), ID, JWSAlgorithm.ES256, provider.getJWKSetURI().toURL())
            .validate(told.getLogoutToken());
    assertThat(claims.getSessionID().getValue())
        .isEqualTo(Objects.requireNonNull(idToken.getJWTClaimsSet().getStringClaim("sid")));
    assertThat(isActive(tokens.getTokens().getAccessToken())).isFalse();
    assertThatThrownBy(
            () ->
                new LogoutTokenValidator(
                        provider.getIssuer(),
                        ID,
                        JWSAlgorithm.ES256,
                        provider.getJWKSetURI().toURL())
                    .validate(JWTParser.parse(idToken.getParsedString())))
        .isInstanceOf(BadJWTException.class);
  }
}
