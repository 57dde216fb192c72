package dev.restauth.oauth.authorize;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The issuer, by which clients recognise this server: it must be the URL at which they reach it (RFC 8414 section 2).
 *
 * @param claim supplies the claim {@code iss} of tokens
 */
record Issuer(Supplier<String> claim) {
  /** Says what an operator has to do if there is none. */
  static final String MISSING =
      "This server does not know its own address. Its operator has to set public-url to the https URL at which browsers"
          + " reach it; http is possible only on this machine.";

  /** Returns whether it is the URL of this server. */
  boolean isUsable() {
    try {
      URI uri = new URI(text());
      String host = Optional.ofNullable(uri.getHost()).orElse("");
      boolean loopback =
          host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
      return "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && loopback);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Returns the value of the parameter {@code iss}. */
  String text() {
    return claim.get();
  }
}
