package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jwk.ECKey;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.http.HttpCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;

/**
 * Tokens that are assembled byte by byte, for a server with one account, {@code miguel}. A library
 * would correct or refuse half of the tokens that must be tried. The forge has the server's key, so
 * that tests can change one part at a time.
 */
final class Forge implements AutoCloseable {
  private final TestServer server;
  private final HttpCalls calls;
  private final String issued;
  private final SigningKey key;
  private final ECKey publicKey;

  private Forge(TestServer server, SigningKey key, String publicJwk) throws ParseException {
    this.server = server;
    this.calls = server.calls();
    this.key = key;
    this.publicKey = ECKey.parse(publicJwk);
    calls.register("miguel", "python");
    this.issued = calls.token("miguel", "python");
  }

  /** Starts the server with the account. */
  static Forge start(Path folder, SetClock clock, Map<String, String> settings)
      throws ParseException {
    TestServer server = TestServer.start(folder, clock, settings);
    Sealing sealing = new Sealing(MasterKey.load(folder.resolve("data/master.key")));
    var row = server.store().reading(tx -> new SigningKeyRows(tx).all().getFirst());
    return new Forge(server, SigningKey.open(row, sealing), row.publicJwk());
  }

  @Override
  public void close() {
    server.close();
  }

  TestServer server() {
    return server;
  }

  HttpCalls calls() {
    return calls;
  }

  /** Returns a token that the server has issued. */
  String issued() {
    return issued;
  }

  /** Returns the decoded header, claims or signature of the issued token. */
  byte[] part(int number) {
    return Base64.getUrlDecoder().decode(issued.split("\\.", -1)[number]);
  }

  String header() {
    return new String(part(0), StandardCharsets.UTF_8);
  }

  String claims() {
    return new String(part(1), StandardCharsets.UTF_8);
  }

  /** Returns the header with further members at its end. */
  String headerWith(String members) {
    return with(header(), members);
  }

  /** Returns the claims with further members at their end. */
  String claimsWith(String members) {
    return with(claims(), members);
  }

  private static String with(String object, String members) {
    return object.substring(0, object.length() - 1) + "," + members + "}";
  }

  /** Returns the claims with another JSON value for one of them. */
  String claimsWhere(String name, String value) {
    String changed =
        claims().replaceAll("\"" + name + "\":(\"[^\"]*\"|[0-9]+)", "\"" + name + "\":" + value);
    assertThat(changed).isNotEqualTo(claims());
    return changed;
  }

  String kid() {
    return key.kid();
  }

  ECKey publicKey() {
    return publicKey;
  }

  /** Signs any content with the server's own key. */
  String signed(String header, String claims) {
    return signed(header.getBytes(StandardCharsets.UTF_8), claims.getBytes(StandardCharsets.UTF_8));
  }

  String signed(byte[] header, byte[] claims) {
    return signed(header, claims, key.header(), key.signer());
  }

  static String signed(byte[] header, byte[] claims, JWSHeader algorithm, JWSSigner signer) {
    String signedPart = encode(header) + "." + encode(claims);
    try {
      byte[] bytes = signedPart.getBytes(StandardCharsets.US_ASCII);
      return signedPart + "." + signer.sign(algorithm, bytes);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a token with any bytes as its signature. */
  static String unsigned(String header, String claims, byte[] signature) {
    return encode(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + encode(claims.getBytes(StandardCharsets.UTF_8))
        + "."
        + encode(signature);
  }

  /** Returns the issued token with any bytes as its signature. */
  String withSignature(byte[] signature) {
    return unsigned(header(), claims(), signature);
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns the server's status for a token, both as a Bearer token and as a user name. */
  int status(String token) {
    int asBearer = calls.get("/api/resource", "Authorization: Bearer " + token).status();
    int asName = calls.get("/api/resource", HttpCalls.basic(token, "x")).status();
    assertThat(asName).as(token).isEqualTo(asBearer);
    return asBearer;
  }
}
