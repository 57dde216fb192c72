package dev.restauth.web;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.page.Page;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The front page {@code GET /}, and {@code GET /openapi.json}. The front page is HTML for browsers,
 * and text for other clients. Browsers also get a page at a path without a route. Each file is read
 * when a client first requests it.
 *
 * <p>The commands on the page contain the public URL. If no public URL is configured, the commands
 * contain the address from the request's Host field. In that case, caches must not store the page,
 * because an attacker could choose the address that other users see. No answer contains any other
 * data from the client.
 */
final class FrontPageRoutes implements RouteTable.Routes {
  /**
   * Allows caching for a short time, because an upgrade of the program changes the page and the
   * document.
   */
  private static final String CACHE_CONTROL = "max-age=300";

  /** The address in the commands if there is no public URL and the request has no Host field. */
  private static final String UNKNOWN_ADDRESS = "http://HOST:PORT";

  /** A text that needs no quotes in a shell. */
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w:/.,%+~@\\[\\]-]*");

  private final Optional<String> publicUrl;
  private final Lazy<ExamplePasswords> passwords;
  private final Lazy<byte[]> openApi;
  private final Lazy<Page> html = page("front-page.html");
  private final Lazy<Page> plain =
      new Lazy<>(() -> Page.plain(FrontPageRoutes.class, "front-page.txt"));
  private final Lazy<Page> notFound = page("not-found.html");

  /**
   * Creates the routes.
   *
   * @param publicUrl the URL at which clients reach this server, without a trailing slash; empty if
   *     none is configured
   * @param passwords supplies the passwords in the commands; called at the first request for the
   *     page
   * @param openApi supplies the OpenAPI document; called at the first request for the document
   */
  FrontPageRoutes(
      Optional<String> publicUrl, Supplier<ExamplePasswords> passwords, Supplier<String> openApi) {
    this.publicUrl = publicUrl;
    this.passwords = new Lazy<>(passwords);
    this.openApi = new Lazy<>(() -> openApi.get().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/", Access.ALL, this::frontPage)
        .route(Method.GET, "/openapi.json", Access.ALL, this::openApi)
        .notFoundPage(this::notFound);
  }

  private Answer frontPage(Call call) {
    Lazy<Page> page = call.wantsHtml() ? html : plain;
    return page.get()
        .answer(200, values(address(call)))
        .with(FieldNames.VARY, "Accept")
        .with(FieldNames.CACHE_CONTROL, publicUrl.isPresent() ? CACHE_CONTROL : "no-store");
  }

  private Answer notFound(Call call) {
    return notFound
        .get()
        .answer(404, values(address(call)))
        .with(FieldNames.CACHE_CONTROL, "no-store");
  }

  private static Lazy<Page> page(String file) {
    return new Lazy<>(() -> Page.html(FrontPageRoutes.class, file));
  }

  /** Returns the values of the placeholders. The address is quoted for a shell if necessary. */
  private Map<String, String> values(String address) {
    String word =
        PLAIN_WORD.matcher(address).matches() ? address : "'" + address.replace("'", "%27") + "'";
    return Map.of(
        "@ADDRESS@",
        address,
        "@SERVER@",
        word,
        "@PASSWORD@",
        passwords.get().first(),
        "@OTHER_PASSWORD@",
        passwords.get().other());
  }

  private String address(Call call) {
    return publicUrl.orElseGet(
        () ->
            Optional.of(call.locationOf(""))
                .filter(found -> !found.isEmpty())
                .orElse(UNKNOWN_ADDRESS));
  }

  private Answer openApi(Call call) {
    return Answer.document("application/json", openApi.get())
        .with(FieldNames.CACHE_CONTROL, CACHE_CONTROL)
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }
}
