package dev.restauth.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The valid host names of a server on loopback. If the Host field has another name, an attacker's
 * name server may point that name at this machine (DNS rebinding). A page under that name could
 * then call this server as its own origin. Thread-safe.
 *
 * @param loopback whether the server listens on loopback only
 * @param own the configured name or address to listen on
 * @param publicUrl the URL at which clients reach the server
 * @param strict whether the server refuses every request under an invalid name, even if no page
 *     sent the request
 */
record LocalNames(boolean loopback, String own, Optional<URI> publicUrl, boolean strict) {
  private static final Problem MISDIRECTED =
      ProblemType.MISDIRECTED_REQUEST.because(
          "A web page called this server under a host name that is not configured as its own. If the"
              + " name is right, the operator has to set public-url.");

  /** Creates the names of the API's port, which are not strict. */
  LocalNames(boolean loopback, String own, Optional<URI> publicUrl) {
    this(loopback, own, publicUrl, false);
  }

  /** Returns whether the Host field of a request has a name that is not valid. */
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
   * The refusal of a request under an invalid name. If the names are not strict, only requests from
   * pages are refused, and only if no public URL is configured.
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
