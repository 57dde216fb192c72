package dev.restauth.web;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Once;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * {@code GET /}, a page for browsers and text for everybody else, and {@code GET /openapi.json}. Both
 * are read when they are first asked for, and the same for every request: what a client sends is in neither.
 */
final class FrontPageRoutes implements RouteTable.Routes {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /** Short, since both change with the program. */
  private static final String CACHE_CONTROL = "max-age=300";

  private static final class Texts {
    static final String HTML = resource("front-page.html");
    static final String PLAIN = resource("front-page.txt");
  }

  private final Once<String> openApi;

  /** Shows this document, which is put together when it is first asked for. */
  FrontPageRoutes(Supplier<String> openApi) {
    this.openApi = new Once<>(openApi);
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/", Access.ALL, this::frontPage)
        .route(Method.GET, "/openapi.json", Access.ALL, this::openApi);
  }

  private Answer frontPage(Call call) {
    Answer answer =
        call.wantsHtml()
            ? Answer.text(200, "text/html; charset=utf-8", Texts.HTML)
                .with(FieldNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)
            : Answer.text(200, "text/plain; charset=utf-8", Texts.PLAIN);
    return cacheable(answer.with(FieldNames.VARY, "Accept"));
  }

  private Answer openApi(Call call) {
    return cacheable(Answer.text(200, "application/json", openApi.get()));
  }

  private static Answer cacheable(Answer answer) {
    return answer
        .with(FieldNames.CACHE_CONTROL, CACHE_CONTROL)
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  private static String resource(String name) {
    try (InputStream stream = FrontPageRoutes.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
