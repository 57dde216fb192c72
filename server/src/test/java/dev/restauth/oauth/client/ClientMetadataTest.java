package dev.restauth.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.oauth.client.Client.AuthenticationMethod;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMetadataTest {
  private static final String URI = "'redirect_uris':['https://shop.example/cb']";

  private static JsonObject json(String text) {
    return (JsonObject) new JsonReader(JsonBounds.USUAL).read(text.replace('\'', '"'));
  }

  private static ClientMetadata read(String text) {
    return ClientMetadata.read(json("{" + text + "}"));
  }

  private static Client client(String text) {
    return ClientMetadata.stored(read(text).text()).client("shop", "Shop", 3);
  }

  @Test
  void everythingHasASafeDefault() {
    Client client = client(URI);
    assertThat(client.kind()).isEqualTo(Client.Kind.CONFIDENTIAL);
    assertThat(client.authentication()).isEqualTo(AuthenticationMethod.CLIENT_SECRET_BASIC);
    assertThat(client.firstParty()).isFalse();
    assertThat(client.pkceRequired()).isTrue();
    assertThat(client.grantTypes())
        .containsExactlyInAnyOrder("authorization_code", "refresh_token");
    assertThat(client.scopes()).containsExactlyInAnyOrder("openid", "profile", "email");
    assertThat(client.idTokenAlgorithm()).isEqualTo("RS256");
    assertThat(client.userinfoAlgorithm()).isEmpty();
    assertThat(client.resources()).isEmpty();
    assertThat(client.origins()).isEmpty();
    assertThat(client.jwks()).isEmpty();
    assertThat(client.generation()).isEqualTo(3);
  }

  @Test
  void everyMemberIsStored() {
    Client client =
        client(
            URI
                + ",'grant_types':['client_credentials','authorization_code']"
                + ",'token_endpoint_auth_method':'private_key_jwt','scope':'openid notes:read'"
                + ",'first_party':true,'pkce':'optional','resources':['HTTPS://API.example/V1']"
                + ",'origins':['https://app.example']"
                + ",'jwks_uri':'https://shop.example/keys','id_token_signed_response_alg':'EdDSA'"
                + ",'userinfo_signed_response_alg':'ES256'"
                + ",'post_logout_redirect_uris':['https://shop.example/bye']"
                + ",'backchannel_logout_uri':'https://shop.example/out'"
                + ",'initiate_login_uri':'https://shop.example/in'");
    assertThat(client.grantTypes()).isEqualTo(Set.of("client_credentials", "authorization_code"));
    assertThat(client.authentication()).isEqualTo(AuthenticationMethod.PRIVATE_KEY_JWT);
    assertThat(client.scopes()).isEqualTo(Set.of("openid", "notes:read"));
    assertThat(client.firstParty()).isTrue();
    assertThat(client.pkceRequired()).isFalse();
    assertThat(client.resources()).isEqualTo(List.of("https://api.example/V1"));
    assertThat(client.origins()).isEqualTo(Set.of("https://app.example"));
    assertThat(client.jwksUri().map(Object::toString)).contains("https://shop.example/keys");
    assertThat(client.idTokenAlgorithm()).isEqualTo("EdDSA");
    assertThat(client.userinfoAlgorithm()).isEqualTo(Optional.of("ES256"));
    assertThat(client.postLogoutRedirectUris()).containsExactly("https://shop.example/bye");
    assertThat(client.backchannelLogoutUri().map(Object::toString))
        .contains("https://shop.example/out");
    assertThat(client.initiateLoginUri().map(Object::toString)).contains("https://shop.example/in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'redirect_uris':[]",
        "'redirect_uris':'https://a.example'",
        "'redirect_uris':[1]",
        URI + ",'grant_types':[]",
        URI + ",'grant_types':['implicit']",
        URI + ",'grant_types':['password']",
        "'grant_types':['refresh_token']",
        URI + ",'grant_types':['client_credentials'],'token_endpoint_auth_method':'none'",
        URI + ",'token_endpoint_auth_method':'client_secret_jwt'",
        URI + ",'token_endpoint_auth_method':'private_key_jwt'",
        URI + ",'token_endpoint_auth_method':1",
        URI + ",'token_endpoint_auth_method':'none','pkce':'optional'",
        URI + ",'pkce':'plain'",
        URI + ",'pkce':true",
        URI + ",'first_party':'true'",
        URI + ",'scope':'a  b'",
        URI + ",'scope':'A'",
        URI + ",'scope':['openid']",
        URI + ",'id_token_signed_response_alg':'none'",
        URI + ",'id_token_signed_response_alg':'HS256'",
        URI + ",'userinfo_signed_response_alg':'none'",
        URI + ",'jwks_uri':'http://shop.example/keys'",
        URI + ",'jwks':{},'jwks_uri':'https://shop.example/keys'",
        URI + ",'jwks':{}",
        URI + ",'jwks':{'keys':[]}",
        URI + ",'jwks':{'keys':[{'kty':'oct','k':'c2VjcmV0'}]}",
        URI + ",'jwks':{'keys':[{'kty':'RSA','n':'AQ','e':'AQAB'}]}",
        URI + ",'jwks':'x'",
        URI + ",'backchannel_logout_uri':'http://shop.example/out'",
        URI + ",'backchannel_logout_uri':'https://shop.example/out#x'",
        URI + ",'initiate_login_uri':'http://127.0.0.1/in'",
        URI + ",'post_logout_redirect_uris':['http://shop.example']",
        URI + ",'origins':['https://app.example/']",
        URI + ",'origins':['*']",
        URI + ",'origins':['null']",
        URI + ",'origins':['https://App.example']",
        URI + ",'origins':['https://app.example:443']",
        URI + ",'origins':['http://app.example']",
        URI + ",'resources':['api']",
        URI + ",'resources':['https://api.example#x']",
        URI + ",'client_secret':'mine'",
        URI + ",'response_types':['token']"
      })
  void mistakesAreRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidMetadata.class);
  }

  @ParameterizedTest
  @EnumSource(AdministrativeScope.class)
  void noClientHasAnAdministrativeScope(AdministrativeScope scope) {
    assertThatThrownBy(() -> read(URI + ",'scope':'openid " + scope.text() + "'"))
        .isInstanceOf(InvalidMetadata.class)
        .hasMessageContaining(scope.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "tokens:introspect", "revocations:read", "profile:read", "scim"})
  void noClientHasAScopeOfTheServer(String scope) {
    assertThatThrownBy(() -> read(URI + ",'scope':'" + scope + "'"))
        .isInstanceOf(InvalidMetadata.class);
  }

  @Test
  void onlyPublicKeysAreStored() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2_048).generate();
    String open = rsa.toPublicJWK().toJSONString();
    assertThat(
            PublicKeys.read(client(URI + ",'jwks':{'keys':[" + open + "]}").jwks().orElseThrow()))
        .hasSize(1);
    assertThatThrownBy(() -> read(URI + ",'jwks':{'keys':[" + rsa.toJSONString() + "]}"))
        .hasMessageContaining("private");
    String weak = new RSAKeyGenerator(1_024, true).generate().toPublicJWK().toJSONString();
    String other = new ECKeyGenerator(Curve.P_384).generate().toPublicJWK().toJSONString();
    for (String key : List.of(weak, other)) {
      assertThatThrownBy(() -> read(URI + ",'jwks':{'keys':[" + key + "]}"))
          .isInstanceOf(InvalidMetadata.class);
    }
  }

  /**
   * For some public keys, anyone can compute signatures without the private key. With the RSA
   * exponent 1, for example, the signature is the message itself.
   */
  @Test
  void keysWithForgeableSignaturesAreRefused() throws Exception {
    RSAKey good = new RSAKeyGenerator(2_048).keyID("good").generate().toPublicJWK();
    BigInteger even = good.getModulus().decodeToBigInteger().shiftLeft(1);
    List<JWK> bad =
        List.of(
            rsa(good.getModulus(), BigInteger.ONE),
            rsa(good.getModulus(), BigInteger.ZERO),
            rsa(good.getModulus(), BigInteger.TWO),
            rsa(good.getModulus(), BigInteger.valueOf(65_536)),
            rsa(good.getModulus(), good.getModulus().decodeToBigInteger().add(BigInteger.TWO)),
            rsa(Base64URL.encode(even), BigInteger.valueOf(65_537)),
            new RSAKey.Builder(good).algorithm(JWSAlgorithm.ES256).build(),
            new RSAKey.Builder(good).algorithm(new Algorithm("RSA-OAEP")).build(),
            new ECKey.Builder(new ECKeyGenerator(Curve.P_256).generate().toPublicJWK())
                .algorithm(JWSAlgorithm.RS256)
                .build(),
            new ECKey.Builder(new ECKeyGenerator(Curve.P_256).generate().toPublicJWK())
                .keyUse(KeyUse.ENCRYPTION)
                .build(),
            // These points of the curve have the orders 1, 2, 4 and 8.
            ed25519("01" + "00".repeat(31)),
            ed25519("ec" + "ff".repeat(30) + "7f"),
            ed25519("00".repeat(32)),
            ed25519("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
    for (JWK key : bad) {
      String set = "{'keys':[" + key.toJSONString() + "]}";
      assertThatThrownBy(() -> read(URI + ",'jwks':" + set))
          .as(set)
          .isInstanceOf(InvalidMetadata.class)
          .hasMessageContaining("jwks");
    }
    String all = new JWKSet(Stream.concat(bad.stream(), Stream.of(good)).toList()).toString();
    assertThat(PublicKeys.read(all)).extracting(JWK::getKeyID).containsExactly("good");
  }

  private static JWK ed25519(String hex) {
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(HexFormat.of().parseHex(hex)))
        .build();
  }

  private static JWK rsa(Base64URL modulus, BigInteger exponent) {
    return new RSAKey.Builder(modulus, Base64URL.encode(exponent)).build();
  }

  /** A resource may be as long as the audience of a token, which has the same limit. */
  @Test
  void resourcesFitIntoTheAudienceOfAToken() {
    String longest = "https://api.example/" + "r".repeat(1_000 - 20);
    assertThat(client(URI + ",'resources':['" + longest + "']").resources())
        .containsExactly(longest);
    assertThatThrownBy(() -> read(URI + ",'resources':['" + longest + "r']"))
        .isInstanceOf(InvalidMetadata.class)
        .hasMessageContaining("1,000");
  }

  @Test
  void aChangeReplacesMembersAndNullRestoresTheDefault() {
    ClientMetadata before = read(URI + ",'pkce':'optional','scope':'openid'");
    ClientMetadata after =
        before.with(json("{'pkce':null,'redirect_uris':['https://b.example/cb']}"));
    assertThat(after.client("shop", "Shop", 0).pkceRequired()).isTrue();
    assertThat(after.client("shop", "Shop", 0).scopes()).containsExactly("openid");
    assertThat(after.client("shop", "Shop", 0).redirectUris())
        .containsExactly("https://b.example/cb");
    assertThatThrownBy(() -> before.with(json("{'token_endpoint_auth_method':'none'}")))
        .hasMessageContaining("pkce");
    assertThatThrownBy(() -> before.with(json("{'unknown':1}"))).hasMessageContaining("unknown");
  }

  /** A newer version of the server may have stored the metadata. */
  @Test
  void storedMetadataMayHaveUnknownMembers() {
    assertThat(
            ClientMetadata.stored(
                    "{\"redirect_uris\":[\"https://a.example\"],\"profile\":\"fapi2\"}")
                .client("shop", "Shop", 0)
                .redirectUris())
        .containsExactly("https://a.example");
  }
}
