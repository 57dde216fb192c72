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
import java.util.Optional;
import java.util.function.Function;

/**
 * Renders pages in the language of their users. Templates and texts are loaded for the first page.
 * Thread-safe.
 */
public final class Pages implements PageRenderer {
  /**
   * The parameter with which applications request languages, for any page (OpenID Connect Core
   * section 3.1.2.1).
   */
  public static final String REQUESTED = "ui_locales";

  private static final Duration CHOICE = Duration.ofDays(365);
  private static final int SERVER_FAILED = 500;

  // Lambdas, because method references would load the classes at every start.
  private final Lazy<PageFile> module = new Lazy<>(() -> PageFile.script());
  private final Lazy<Templates> templates = new Lazy<>(() -> new Templates());
  private final Look look;
  private final PageLanguage languages;
  private volatile Contents contents;

  /** The parts that a reload replaces. */
  private record Contents(
      Overrides overrides, Lazy<PageFile> stylesheet, Lazy<Function<Language, Texts>> texts) {}

  /** Creates the renderer. */
  Pages(Look look, PageLanguage languages, Overrides overrides) {
    this.look = look;
    this.languages = languages;
    this.contents = contents(overrides);
  }

  private Contents contents(Overrides overrides) {
    return new Contents(
        overrides,
        new Lazy<>(
            () ->
                PageFile.stylesheet(
                    look.color().map(each -> each.css()).orElse("") + overrides.style())),
        new Lazy<>(() -> Texts.all(look.name(), overrides.messages())));
  }

  /** Replaces the operator's files, for all pages from now on. */
  void use(Overrides overrides) {
    contents = contents(overrides);
  }

  /** The name of this server, for users. */
  public String service() {
    return look.name();
  }

  /** The operator's logo. */
  Optional<PageLogo> logo() {
    return look.logo();
  }

  @Override
  public Answer render(Call call, int status, PageContent content) {
    Blocking.begin();
    byte[] html = document(call, (View) content, languages.of(call));
    return rememberingLanguage(call, Answer.html(status, html));
  }

  @Override
  public Answer error(Call call, int status) {
    Blocking.begin();
    Language language =
        status >= SERVER_FAILED ? languages.withoutAccounts(call) : languages.of(call);
    return Answer.html(status, document(call, ErrorView.of(status), language));
  }

  /** Returns the language of the page that answers a call, for mails that the call causes. */
  public Language language(Call call) {
    return languages.of(call);
  }

  /**
   * Returns a path whose page has the current language: adds the language as a parameter, if
   * necessary. It is necessary if the application or the account determined the language, because
   * the request for that page refers to neither.
   *
   * @param path a path, possibly with a query
   */
  public String inThisLanguage(Call call, String path) {
    Language language = language(call);
    return language == PageLanguage.ofBrowser(call)
        ? path
        : path + (path.indexOf('?') < 0 ? "?" : "&") + REQUESTED + "=" + language.text();
  }

  /** Returns the texts in the language of the page that answers a call. */
  public Texts texts(Call call) {
    return contents.texts().get().apply(language(call));
  }

  /** Adds a cookie with the language that the user has chosen, for the pages that follow. */
  private static Answer rememberingLanguage(Call call, Answer page) {
    return PageLanguage.chosen(call)
        .map(
            language ->
                page.with(Cookie.lasting(PageLanguage.COOKIE, language.text(), CHOICE), call))
        .orElse(page);
  }

  /** The stylesheet of all pages. */
  PageFile stylesheet() {
    return contents.stylesheet().get();
  }

  /** The script of all pages. */
  PageFile module() {
    return module.get();
  }

  private byte[] document(Call call, View view, Language language) {
    Contents now = contents;
    Texts text = now.texts().get().apply(language);
    Frame frame =
        new Frame(
            view.id(),
            text.text(view.title()),
            view.wide(),
            now.stylesheet().get().url(call),
            module.get().url(call),
            view.script().map(call::pathOf),
            view.scriptType(),
            look.logo().map(logo -> logo.file().url(call)),
            look.links(),
            view.address());
    return templates.get().render(view, frame, text, now.overrides());
  }
}
