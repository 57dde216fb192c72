package dev.restauth.http;

import java.util.List;

/**
 * Tells the requests that a browser makes for a page of another origin. Cached HTTP Basic goes along with
 * them by itself, even with a link that is followed, so that the page acts as its visitor (cross-site
 * request forgery). Programs send neither of the two fields, and are never meant. Thread-safe.
 *
 * @param trusted origins whose pages may act as their visitors
 * @param own how browsers reach this server
 */
record CrossOrigin(List<String> trusted, PublicAddress own) {
  /**
   * Whether a browser says so: by Origin, which it leaves out with links and images, or by Sec-Fetch-Site
   * (Fetch Metadata Request Headers), which it leaves out without TLS and older ones always do. Another
   * origin of the same site is another one: a neighbour's subdomain, or another port of this machine.
   * Values of Sec-Fetch-Site that are yet to come say nothing, as that standard has it.
   */
  boolean made(IncomingRequest request) {
    List<String> origins = request.fields().all(FieldNames.ORIGIN);
    if (origins.size() == 1 && trusted.contains(origins.getFirst().strip())) {
      return false;
    }
    List<String> sites = request.fields().all(FieldNames.SEC_FETCH_SITE);
    if (sites.stream().map(String::strip).anyMatch(List.of("cross-site", "same-site")::contains)) {
      return true; // whatever Origin it has: behind a proxy the scheme of the own one may not be
      // known
    }
    if (origins.size() == 1 && own.isOwn(origins.getFirst().strip(), request)) {
      return false;
    }
    // With Referrer-Policy: no-referrer a page's own requests have the Origin null.
    boolean vouched =
        sites.size() == 1 && List.of("same-origin", "none").contains(sites.getFirst().strip());
    return !origins.isEmpty() && !vouched;
  }
}
