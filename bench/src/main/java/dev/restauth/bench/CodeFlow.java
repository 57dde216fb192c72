package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The authorization code flow of a public client, with PKCE, for the scope {@code openid}.
 *
 * @param authorize the authorization endpoint
 * @param token the token endpoint
 * @param clientId the id of the client, which has the redirect URI {@value #CALLBACK}
 */
record CodeFlow(String authorize, String token, String clientId) {
  static final String CALLBACK = "https://bench.example/callback";

  /** The verifier and the challenge of RFC 7636, appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
  private static final Pattern ACCESS = Pattern.compile("\"access_token\" *: *\"([^\"]+)\"");

  /**
   * Returns an access token that the client obtains through a browser. If the browser is not logged
   * in, it logs in first.
   */
  String accessToken(PageBrowser browser) throws IOException, InterruptedException {
    URI asked =
        URI.create(
            authorize
                + "?response_type=code&scope=openid&state=x&nonce=y&code_challenge_method=S256"
                + "&code_challenge="
                + CHALLENGE
                + "&client_id="
                + clientId
                + "&redirect_uri="
                + PageBrowser.encoded(CALLBACK));
    String code = found(CODE, browser.arrive(asked, CALLBACK).toString());
    String form =
        "grant_type=authorization_code&client_id=%s&code=%s&redirect_uri=%s&code_verifier=%s"
            .formatted(clientId, code, PageBrowser.encoded(CALLBACK), VERIFIER);
    HttpRequest redemption =
        HttpRequest.newBuilder(URI.create(token))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return found(ACCESS, browser.call(redemption));
  }

  private static String found(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("not found in " + text);
    }
    return found.group(1);
  }
}
