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

/** Renders pages, in the language of their users. Templates and texts are loaded for the first page. Thread-safe. */
public final class Pages implements PageRenderer {
  /** The parameter of links to other languages. */
  static final String LANGUAGE = "lang";

  private static final String COOKIE = "ra-language";
  private static final Duration CHOICE = Duration.ofDays(365);

  // Method references would load the classes at every start.
  private final Lazy<PageFile> module = new Lazy<>(() -> PageFile.script());
  private final Lazy<Templates> templates = new Lazy<>(() -> new Templates());
  private final Look look;
  private volatile Contents contents;

  /** The parts that a reload replaces. */
  private record Contents(
      Overrides overrides, Lazy<PageFile> stylesheet, Lazy<Function<Language, Texts>> texts) {}

  /** Creates the renderer. */
  Pages(Look look, Overrides overrides) {
    this.look = look;
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

  /** The name of this server for users. */
  public String service() {
    return look.name();
  }

  /** The operator's logo. */
  Optional<PageLogo> logo() {
    return look.logo();
  }

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
    return texts(contents, call, locales);
  }

  private static Texts texts(Contents contents, Call call, Optional<String> locales) {
    return contents
        .texts()
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
    return contents.stylesheet().get();
  }

  /** The script of all pages. */
  PageFile module() {
    return module.get();
  }

  private byte[] document(Call call, View view) {
    Blocking.begin();
    Contents now = contents;
    Texts text = texts(now, call, view.locales());
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
