package dev.restauth.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names under which a server on loopback can be meant. Any other one in the Host field was pointed at
 * this machine by somebody's name server (DNS rebinding), so that the page under that name could call the
 * server as its own. Thread-safe.
 *
 * @param loopback whether the server listens on loopback only
 * @param own the name or address that it listens on, as configured
 * @param publicUrl how clients reach the server
 */
record LocalNames(boolean loopback, String own, Optional<URI> publicUrl) {
  private static final Problem MISDIRECTED =
      ProblemType.MISDIRECTED_REQUEST.because(
          "A browser's page called this server under a name that is not known to be its own. If it"
              + " is, the operator has to set public-url.");

  /** Whether a request came under another name. */
  boolean rebound(Call call) {
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
   * Refuses what a page sent under another name, if no public URL says which one may be meant. A page's own
   * GET has no Origin, and so cannot be told from a program's: it can read what everybody may, and guess passwords as any
   * program on this machine can.
   */
  Optional<Problem> misdirected(Call call) {
    return loopback
            && publicUrl.isEmpty()
            && !call.lines(FieldNames.ORIGIN).isEmpty()
            && rebound(call)
        ? Optional.of(MISDIRECTED)
        : Optional.empty();
  }
}
