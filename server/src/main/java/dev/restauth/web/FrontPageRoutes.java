package dev.restauth.web;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /}, a page for browsers and text for everybody else, {@code GET /openapi.json}, and what
 * browsers get at a path where nothing is. The files are read when they are first asked for.
 *
 * <p>The commands name the public URL. If none is configured they name the address that the request came to,
 * by its Host field; then no cache may keep the page, so that nobody can have others shown an address of
 * their choice. Nothing else of what a client sends is in any answer.
 */
final class FrontPageRoutes implements RouteTable.Routes {
  /** Short, since both change with the program. */
  private static final String CACHE_CONTROL = "max-age=300";

  /** If a request does not say either where it came to. */
  private static final String UNKNOWN_ADDRESS = "http://HOST:PORT";

  private final Optional<String> publicUrl;
  private final Lazy<ExamplePasswords> passwords;
  private final Lazy<byte[]> openApi;
  private final Lazy<Page> html = new Lazy<>(() -> Page.html("front-page.html"));
  private final Lazy<Page> plain = new Lazy<>(() -> Page.plain("front-page.txt"));
  private final Lazy<Page> nothing = new Lazy<>(() -> Page.html("not-found.html"));

  /**
   * Shows these.
   *
   * @param publicUrl where clients reach this server, without a slash at its end, if that is configured
   * @param passwords for the commands; asked when the page is first asked for
   * @param openApi the document, which is put together when it is first asked for
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
        .pageForNothing(this::nothing);
  }

  private Answer frontPage(Call call) {
    Lazy<Page> page = call.wantsHtml() ? html : plain;
    return page.get()
        .answer(200, address(call), passwords.get())
        .with(FieldNames.VARY, "Accept")
        .with(FieldNames.CACHE_CONTROL, publicUrl.isPresent() ? CACHE_CONTROL : "no-store");
  }

  private Answer nothing(Call call) {
    return nothing
        .get()
        .answer(404, address(call), passwords.get())
        .with(FieldNames.CACHE_CONTROL, "no-store");
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
