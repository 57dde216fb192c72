package dev.restauth.http;

import java.util.List;

/**
 * Detects requests that a browser makes for a page of another origin. Browsers add cached HTTP Basic credentials to
 * such requests, even if the user only follows a link. So the page could act as its visitor (cross-site request
 * forgery). Programs send neither of the two fields checked here, and are not affected. Thread-safe.
 *
 * @param trusted the origins whose pages may act as their visitors
 * @param own the address at which browsers reach this server
 */
record CrossOrigin(List<String> trusted, PublicAddress own) {
  /**
   * Returns whether the request comes from another origin. Browsers indicate it by Origin, which they omit for links
   * and images, or by Sec-Fetch-Site (Fetch Metadata Request Headers). They omit the latter without TLS, and older
   * browsers always omit it. A different origin of the same site counts as another origin, too: for example a
   * neighbouring subdomain, or another port of this machine. Unknown values of Sec-Fetch-Site are ignored, as that
   * standard requires.
   */
  boolean isCrossOrigin(IncomingRequest request) {
    List<String> origins = request.fields().all(FieldNames.ORIGIN);
    if (origins.size() == 1 && trusted.contains(origins.getFirst().strip())) {
      return false;
    }
    List<String> sites = request.fields().all(FieldNames.SEC_FETCH_SITE);
    if (sites.stream().map(String::strip).anyMatch(List.of("cross-site", "same-site")::contains)) {
      return true; // for any Origin: behind a proxy, this server's own scheme may be unknown
    }
    if (origins.size() == 1 && own.isOwn(origins.getFirst().strip(), request)) {
      return false;
    }
    // With Referrer-Policy: no-referrer, a page's requests to its own origin have the Origin null.
    boolean secFetchSiteAllows =
        sites.size() == 1 && List.of("same-origin", "none").contains(sites.getFirst().strip());
    return !origins.isEmpty() && !secFetchSiteAllows;
  }
}
