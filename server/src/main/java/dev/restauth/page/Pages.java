package dev.restauth.page;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.http.PageContent;
import dev.restauth.http.PageRenderer;
import dev.restauth.job.Lazy;
import dev.restauth.language.Language;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Renders pages, in the language of their users. Templates and texts are loaded for the first page. Thread-safe. */
public final class Pages implements PageRenderer {
  /** The parameter of links to other languages. */
  static final String LANGUAGE = "lang";

  private static final String COOKIE = "ra-language";
  private static final Duration CHOICE = Duration.ofDays(365);

  private final Lazy<PageFile> stylesheet = new Lazy<>(PageFile::stylesheet);
  private final Lazy<PageFile> module = new Lazy<>(PageFile::script);
  private final Lazy<Templates> templates = new Lazy<>(Templates::new);
  private final Lazy<Function<Language, Texts>> texts = new Lazy<>(() -> Texts.all("REST-auth"));

  @Override
  public Answer render(Call call, int status, PageContent content) {
    View view = (View) content;
    return rememberingLanguage(call, Answer.html(status, document(call, view)));
  }

  @Override
  public Answer error(Call call, int status) {
    return Answer.html(status, document(call, ErrorView.of(status)));
  }

  /** Returns the texts in the language of a user. */
  public Texts texts(Call call, Optional<String> locales) {
    return texts
        .get()
        .apply(
            chosen(call)
                .or(() -> call.cookie(COOKIE).flatMap(Language::find))
                .orElseGet(() -> Language.of(locales, call.acceptLanguage())));
  }

  /** The language of the link that the user has followed. */
  private static Optional<Language> chosen(Call call) {
    return call.queryForm().flatMap(query -> query.one(LANGUAGE)).flatMap(Language::find);
  }

  /** A cookie has the language that the user has chosen, for the pages that follow. */
  private static Answer rememberingLanguage(Call call, Answer page) {
    return chosen(call)
        .map(language -> page.with(Cookie.lasting(COOKIE, language.text(), CHOICE), call))
        .orElse(page);
  }

  /** The stylesheet of all pages. */
  PageFile stylesheet() {
    return stylesheet.get();
  }

  /** The script of all pages. */
  PageFile module() {
    return module.get();
  }

  private byte[] document(Call call, View view) {
    Blocking.begin();
    Texts text = texts(call, view.locales());
    Frame frame =
        new Frame(
            view.id(),
            text.text(view.title()),
            view.wide(),
            stylesheet.get().url(call),
            module.get().url(call),
            view.script().map(call::pathOf),
            view.scriptType(),
            Optional.empty(),
            List.of(),
            view.address());
    return templates.get().render(view, frame, text);
  }
}
