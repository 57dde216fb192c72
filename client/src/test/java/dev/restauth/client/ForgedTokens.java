package dev.restauth.client;

import static dev.restauth.client.TestClock.START;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.util.function.UnaryOperator;

/** Tokens with a wrong header or one wrong claim, signed with the right key. */
final class ForgedTokens {
  static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}";

  private ForgedTokens() {}

  static JWTClaimsSet.Builder claims() {
    return Tokens.claims(START, "s");
  }

  static String with(UnaryOperator<JWTClaimsSet.Builder> change) {
    return Tokens.signed(Tokens.KEY, change.apply(claims()).build());
  }

  /** Returns a token with a valid signature and any further claim. */
  static String withMember(String member) {
    String payload = "{" + member + "," + claims().build().toString().substring(1);
    String input = Base64URL.encode(HEADER) + "." + Base64URL.encode(payload);
    return input + "." + Tokens.es256(Tokens.KEY, input);
  }

  /** Returns a token with the given header and a valid ES256 signature of the server's key. */
  static String signed(String header) {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(claims().build().toString());
    return input + "." + Tokens.es256(Tokens.KEY, input);
  }
}
