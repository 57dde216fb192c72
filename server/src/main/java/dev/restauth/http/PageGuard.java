package dev.restauth.http;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Decides which requests reach the handler of a page. A browser may send this server's cookies even
 * with a request that a page of another site causes. The guard therefore refuses forms from other
 * sites (cross-site request forgery). Thread-safe.
 *
 * @param own the address at which browsers reach this server
 */
record PageGuard(PublicAddress own) {
  private static final List<String> OWN_SITES = List.of("same-origin", "none");
  private static final Problem CROSS_SITE =
      ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
          "A page of another site sent this form. Open the page of this server, and send its form.");
  private static final Problem PREFETCH =
      ProblemType.UNAVAILABLE.because("Pages are not loaded in advance.");

  /**
   * Answers a call. HEAD requests and prefetches do not reach the handler. A prefetch has the field
   * Sec-Purpose (Fetch standard), or Purpose in older browsers. The user of a prefetching browser
   * has not decided to open the page, so the server must not create anything.
   */
  Answer answer(
      Call call, IncomingRequest request, Access.Page access, RouteTable.Handler handler) {
    if (call.isHead()) {
      return Answer.headOfHtml();
    }
    if (isPrefetch(request)) {
      return Answer.problem(PREFETCH);
    }
    return !call.isReading() && !access.foreignForms() && isCrossSite(request)
        ? Answer.problem(CROSS_SITE)
        : handler.answer(call);
  }

  private static boolean isPrefetch(IncomingRequest request) {
    return Stream.of(FieldNames.SEC_PURPOSE, FieldNames.PURPOSE)
        .flatMap(name -> request.fields().all(name).stream())
        .anyMatch(purpose -> purpose.toLowerCase(Locale.ROOT).contains("prefetch"));
  }

  /**
   * Returns whether a page of another origin sent the form. Browsers describe the origin in
   * Sec-Fetch-Site (Fetch Metadata Request Headers), but only over TLS or on loopback. Older
   * browsers send only Origin, or neither field. The Referrer-Policy of this server's pages makes
   * sure that the Origin of their forms is not {@code null}.
   */
  private boolean isCrossSite(IncomingRequest request) {
    List<String> sites = request.fields().all(FieldNames.SEC_FETCH_SITE);
    if (!sites.isEmpty()) {
      return !sites.stream().map(String::strip).allMatch(OWN_SITES::contains);
    }
    return !request.fields().all(FieldNames.ORIGIN).stream()
        .allMatch(origin -> own.isOwn(origin.strip(), request));
  }
}
