package dev.restauth.oauth.authorize;

import dev.restauth.oauth.ServerMetadata;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The issuer, by which clients recognize this server. It must be the URL through which clients
 * reach the server (RFC 8414 section 2).
 *
 * @param claim supplies the claim {@code iss} of tokens
 */
record Issuer(Supplier<String> claim) {
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  /** The instruction for operators who have not configured a usable issuer. */
  static final String MISSING =
      "This server does not know its own address. Its operator has to set public-url to the https URL at which browsers"
          + " reach it; http is possible only on this machine.";

  /** Returns whether the issuer can be the URL of this server. */
  boolean isUsable() {
    if (!ServerMetadata.isUrl(text())) {
      return false;
    }
    URI uri = URI.create(text());
    return "https".equals(uri.getScheme())
        || Optional.ofNullable(uri.getHost()).filter(LOOPBACK::contains).isPresent();
  }

  /** Returns the value of the parameter {@code iss}. */
  String text() {
    return claim.get();
  }
}
