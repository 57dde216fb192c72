package dev.restauth.http;

import java.util.List;

/**
 * Detects requests that a browser makes for a page of another origin. Browsers add cached HTTP
 * Basic credentials to such requests, even if the user only follows a link. The page could thus act
 * as its visitor (cross-site request forgery). Programs other than browsers send neither Origin nor
 * Sec-Fetch-Site, and are not affected. Thread-safe.
 *
 * @param trusted the origins whose pages may act as their visitors
 * @param own the address at which browsers reach this server
 */
record CrossOrigin(List<String> trusted, PublicAddress own) {
  private static final List<String> OTHER_ORIGINS = List.of("cross-site", "same-site");

  /**
   * Returns whether the request comes from a page of another origin that is not trusted. Browsers
   * name the origin in the Origin field, except for links and images. Over TLS or on loopback, they
   * also describe the origin in Sec-Fetch-Site (Fetch Metadata Request Headers). Older browsers
   * never send this field. Other origins of the same site are not trusted either: for example, a
   * neighbouring subdomain or another port of this machine. Unknown values of Sec-Fetch-Site are
   * ignored, as the Fetch Metadata standard requires.
   */
  boolean isCrossOrigin(IncomingRequest request) {
    List<String> origins = request.fields().all(FieldNames.ORIGIN);
    if (origins.size() == 1 && trusted.contains(origins.getFirst().strip())) {
      return false;
    }
    List<String> sites = request.fields().all(FieldNames.SEC_FETCH_SITE);
    for (String site : sites) {
      if (OTHER_ORIGINS.contains(site.strip())) {
        return true; // whatever Origin says: behind a proxy, the server may not know its own scheme
      }
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
