package dev.restauth.page;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.job.Lazy;

/**
 * The icon that browsers request for the tab of each page. No page links to it: the policies of pages need not allow images, and
 * pages do not become longer. Thread-safe.
 */
final class PageIcon {
  static final String PATH = "/favicon.ico";

  private static final String TYPE = "image/vnd.microsoft.icon";

  /** A day, because the icon may change with the program. */
  private static final String CACHE_CONTROL = "max-age=86400";

  private final Lazy<StaticFile> file =
      new Lazy<>(() -> StaticFile.of(TYPE, StaticFile.read(PageIcon.class, "favicon.ico")));

  /** Returns the icon, which is read at the first request. */
  Answer answer(Call call) {
    return file.get().answer(call).with(FieldNames.CACHE_CONTROL, CACHE_CONTROL);
  }
}
