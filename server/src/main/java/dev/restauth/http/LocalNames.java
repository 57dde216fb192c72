package dev.restauth.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The valid host names of a server on loopback. Another name in the Host field may be a sign of DNS
 * rebinding: an attacker's DNS server resolves that name to this machine. A page under that name
 * could then call this server as its own origin. Thread-safe.
 *
 * @param loopback whether the server listens on loopback only
 * @param own the configured name or address to listen on
 * @param publicUrl the URL at which clients reach the server
 * @param strict whether the server refuses every request under an invalid name; otherwise it
 *     refuses only requests with an Origin field, and only if there is no public URL
 */
record LocalNames(boolean loopback, String own, Optional<URI> publicUrl, boolean strict) {
  private static final Problem MISDIRECTED =
      ProblemType.MISDIRECTED_REQUEST.because(
          "A web page called this server under a host name that is not configured as its own. If the"
              + " name is right, the operator has to set public-url.");

  /** Creates the names for the API's port, with {@code strict} false. */
  LocalNames(boolean loopback, String own, Optional<URI> publicUrl) {
    this(loopback, own, publicUrl, false);
  }

  /**
   * Returns whether a request to a server on loopback may come through DNS rebinding: it does not
   * have exactly one Host field, or this field does not name localhost, an IP address or one of the
   * configured names.
   */
  boolean isRebound(Call call) {
    if (!loopback) {
      return false;
    }
    List<String> host = call.lines(FieldNames.HOST);
    return host.size() != 1
        || HostField.parse(host.getFirst().strip())
            .filter(field -> field.isLocalhostOrAddress() || isOwn(field.host()))
            .isEmpty();
  }

  private boolean isOwn(String host) {
    return own.toLowerCase(Locale.ROOT).equals(host)
        || publicUrl.filter(url -> url.getHost().toLowerCase(Locale.ROOT).equals(host)).isPresent();
  }

  /**
   * The refusal of a request under an invalid name; empty if the server accepts the request.
   *
   * <p>A page's GET request to its own origin has no Origin field, and looks like a program's
   * request. A page under an invalid name can therefore read what any client may read. It can also
   * guess passwords, as any program on this machine can.
   */
  Optional<Problem> misdirected(Call call) {
    return loopback && (strict || isFromPage(call)) && isRebound(call)
        ? Optional.of(MISDIRECTED)
        : Optional.empty();
  }

  private boolean isFromPage(Call call) {
    return publicUrl.isEmpty() && !call.lines(FieldNames.ORIGIN).isEmpty();
  }
}
