package dev.restauth.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.language.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MailTemplatesTest {
  private static final String LINK = "https://auth.example.com/mail/page#request.code";
  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("service", "Example"),
          Map.entry("username", "anna"),
          Map.entry("account", "nightly-reports"),
          Map.entry("email", "anna@example.com"),
          Map.entry("code", "1234 5678"),
          Map.entry("link", LINK),
          Map.entry("minutes", "17"),
          Map.entry("hours", "72"),
          Map.entry("organization", "acme"),
          Map.entry("network", "203.0.113.0/24"),
          Map.entry("key", "nightly build"),
          Map.entry("passkey", "My phone"),
          Map.entry("keys", "nightly build, backup"),
          Map.entry("end", "2026-12-04 14:00 UTC"),
          Map.entry("time", "2026-11-27 14:00 UTC"),
          Map.entry("from", "2026-11-28 14:00 UTC"),
          Map.entry("until", "2026-12-01 14:00 UTC"));

  private static final MailTemplates OWN = new MailTemplates(Optional.empty());

  @TempDir Path folder;

  /** Returns each kind of mail in each language. */
  static Stream<Arguments> mails() {
    return Stream.of(MailKind.values())
        .flatMap(
            kind -> Stream.of(Language.values()).map(language -> Arguments.of(kind, language)));
  }

  /** Returns the values that features pass to a kind of mail, in addition to the service name. */
  private static String[] given(MailKind kind) {
    return switch (kind) {
      case CONFIRM_EMAIL -> new String[] {"email", "code", "minutes", "link"};
      case EMAIL_CHANGED -> new String[] {"username", "email", "link"};
      case PASSWORD_RESET, PASSWORD_RESET_SENT ->
          new String[] {"username", "code", "minutes", "link"};
      case KEY_CREATED -> new String[] {"username", "time", "key"};
      case SERVICE_KEY_CREATED -> new String[] {"username", "account", "time", "key"};
      case SERVICE_KEYS_END -> new String[] {"username", "account", "keys", "end"};
      case KEYS_END -> new String[] {"username", "keys", "end"};
      case PASSWORD_CHANGED,
          PASSWORD_REMOVED,
          PASSWORD_ADDED,
          USERNAME_CHANGED,
          IMPERSONATION,
          FACTOR_ADDED,
          FACTOR_REMOVED,
          FACTOR_GUESSED,
          RECOVERY_CODES_MADE ->
          new String[] {"username", "time"};
      case RECOVERY_CODE_USED -> new String[] {"username", "time", "left"};
      case PASSKEY_ADDED, PASSKEY_REMOVED -> new String[] {"username", "time", "passkey"};
      case FACTOR_REMOVAL -> new String[] {"username", "time", "from", "until", "code", "link"};
      case LOGIN_CODE -> new String[] {"username", "code", "minutes", "link"};
      case FACTOR_ENROLMENT -> new String[] {"username", "code", "minutes"};
      case REGISTRATION -> new String[] {"email", "code", "minutes"};
      case INVITATION -> new String[] {"email", "code", "link", "hours"};
      case ORGANIZATION_INVITATION ->
          new String[] {"email", "organization", "code", "link", "hours"};
      case NEW_NETWORK, DEVICE_REMEMBERED -> new String[] {"username", "network", "time"};
      case TEST -> new String[0];
    };
  }

  private static Map<String, String> values(MailKind kind) {
    Map<String, String> values = new HashMap<>(Map.of("service", "Example"));
    for (String name : given(kind)) {
      values.put(name, ALL.getOrDefault(name, ""));
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("mails")
  void areFilledWithoutAHole(MailKind kind, Language language) {
    RenderedMail mail = OWN.render(kind, language, values(kind));

    assertThat(mail.subject()).isNotBlank().hasLineCount(1);
    assertThat(mail.text()).endsWith("\n").doesNotContain("  ", "\n\n\n", "{", "}", "null");
    assertThat(mail.subject() + mail.text()).contains("Example");
    assertThat(mail.html())
        .startsWith("<!doctype html>\n<html lang=\"" + language.text() + "\">")
        .contains("<title>" + mail.subject().replace("'", "&#39;") + "</title>")
        .doesNotContain("{{", "}}", "null");
    // The excluded mails show their code only if they have no link.
    if (values(kind).containsKey("code")
        && kind != MailKind.INVITATION
        && kind != MailKind.ORGANIZATION_INVITATION
        && kind != MailKind.FACTOR_REMOVAL
        && kind != MailKind.PASSWORD_RESET_SENT) {
      assertThat(mail.text()).containsPattern("(?m)^1234 5678$");
      assertThat(mail.html()).contains("<p class=\"code\">1234 5678</p>");
    }
    if (values(kind).containsKey("link")) {
      assertThat(mail.text().lines()).contains(LINK);
      assertThat(mail.html()).contains("<a class=\"button\"");
    }
  }

  @ParameterizedTest
  @MethodSource("mails")
  void areSoWithoutALinkToo(MailKind kind, Language language) {
    Map<String, String> values = values(kind);
    if (values.replace("link", "") != null) {
      RenderedMail mail = OWN.render(kind, language, values);

      assertThat(mail.text()).doesNotContain("http", "\n\n\n", "{", "}").doesNotEndWith(":\n");
      // Without a link there is no page that the mail could mean.
      assertThat(mail.text()).doesNotContain("page", "Seite", "página", "页面");
      assertThat(mail.html()).doesNotContain("<a class");
    }
  }

  @ParameterizedTest
  @MethodSource("mails")
  void areInTheirOwnLanguage(MailKind kind, Language language) {
    if (language != Language.EN) {
      RenderedMail english = OWN.render(kind, Language.EN, values(kind));
      RenderedMail mail = OWN.render(kind, language, values(kind));
      assertThat(mail.subject()).isNotEqualTo(english.subject());
      assertThat(mail.text().lines())
          .doesNotContainAnyElementsOf(
              english.text().lines().filter(line -> line.length() > LINK.length()).toList());
    }
  }

  /** A user name may be long and contain unusual characters. */
  @ParameterizedTest
  @MethodSource("mails")
  void aValueMakesNoLineNoFieldAndNoHtml(MailKind kind, Language language) {
    String odd =
        "x\r\nBcc: berta@example.com\r\n\r\nhttps://evil.example\u2028\n\n{{code}}"
            + "<script>alert(1)</script>&\"'</p>\u0085\u0000";
    Map<String, String> values = values(kind);
    values.computeIfPresent("username", (name, value) -> odd);
    values.computeIfPresent("email", (name, value) -> odd);
    values.put("service", odd);

    RenderedMail mail = OWN.render(kind, language, values);
    RenderedMail usual = OWN.render(kind, language, values(kind));

    assertThat(mail.subject()).hasLineCount(1);
    assertThat(mail.text()).hasLineCount((int) usual.text().lines().count());
    assertThat(mail.text().lines())
        .noneMatch(line -> line.startsWith("Bcc:") || line.startsWith("https://evil"));
    assertThat(mail.subject() + mail.text() + mail.html())
        .doesNotContain("\r", "\u2028", "\u0085", "\u0000");
    assertThat(mail.html())
        .doesNotContain("<script", "href=\"https://evil")
        .contains("&lt;script&gt;");
    assertThat(count(mail.html(), "<p")).isEqualTo(count(usual.html(), "<p"));
    assertThat(count(mail.html(), "</p>")).isEqualTo(count(usual.html(), "</p>"));
  }

  /**
   * An attacker who chooses a text as user name could otherwise have the server send this text to
   * any address.
   */
  @ParameterizedTest
  @EnumSource(Language.class)
  void aMailToAnAddressThatIsNotConfirmedHasNoUserName(Language language) {
    Map<String, String> values = values(MailKind.CONFIRM_EMAIL);
    values.put("username", "You have won: evil.example");

    RenderedMail mail = OWN.render(MailKind.CONFIRM_EMAIL, language, values);

    assertThat(mail.subject() + mail.text() + mail.html()).doesNotContain("evil.example");
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length;
  }

  @Test
  void anOperatorsFileTakesThePlaceOfOneAndIsReadForEachMail() throws Exception {
    MailTemplates templates = new MailTemplates(Optional.of(folder));
    Map<String, String> values = values(MailKind.PASSWORD_RESET);
    Path file = folder.resolve("password-reset.de.mustache");

    Files.writeString(file, "Hallo {{username}}\n\nDer Code:\n\n{{code}}\n");
    RenderedMail mail = templates.render(MailKind.PASSWORD_RESET, Language.DE, values);
    assertThat(mail.subject()).isEqualTo("Hallo anna");
    assertThat(mail.text()).isEqualTo("Der Code:\n\n1234 5678\n");
    assertThat(mail.html()).contains("<p>Der Code:</p>\n<p class=\"code\">1234 5678</p>");
    assertThat(templates.render(MailKind.PASSWORD_RESET, Language.EN, values).text())
        .isEqualTo(OWN.render(MailKind.PASSWORD_RESET, Language.EN, values).text());

    Files.writeString(file, "Anders\n\n{{code}}");
    assertThat(templates.render(MailKind.PASSWORD_RESET, Language.DE, values).subject())
        .isEqualTo("Anders");
    Files.delete(file);
    assertThat(templates.render(MailKind.PASSWORD_RESET, Language.DE, values))
        .isEqualTo(OWN.render(MailKind.PASSWORD_RESET, Language.DE, values));
  }

  @Test
  void whatAnOperatorsLayoutNamesIsEscaped() throws Exception {
    Files.writeString(
        folder.resolve("layout.html.mustache"), "<h1>{{username}} at {{service}}</h1>{{content}}");
    Map<String, String> values = values(MailKind.PASSWORD_CHANGED);
    values.put("username", "<b>anna</b>");

    assertThat(
            new MailTemplates(Optional.of(folder))
                .render(MailKind.PASSWORD_CHANGED, Language.EN, values)
                .html())
        .startsWith("<h1>&lt;b&gt;anna&lt;/b&gt; at Example</h1><p>");
  }

  @Test
  void aFileThatIsNoTemplateIsNamed() throws Exception {
    MailTemplates templates = new MailTemplates(Optional.of(folder));
    Path file = folder.resolve("password-changed.en.mustache");
    for (String wrong : new String[] {"{{nonsense}}", "{{#time}}", "{{/time}}"}) {
      Files.writeString(file, wrong);
      assertThatThrownBy(
              () ->
                  templates.render(
                      MailKind.PASSWORD_CHANGED, Language.EN, values(MailKind.PASSWORD_CHANGED)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file.toString());
    }
    Files.writeString(file, "x".repeat(64 * 1024 + 1));
    assertThatThrownBy(
            () ->
                templates.render(
                    MailKind.PASSWORD_CHANGED, Language.EN, values(MailKind.PASSWORD_CHANGED)))
        .hasMessage(file + " is larger than a template may be, 64 KB");
  }

  @Test
  void theLanguageIsTheAccountsOrThatOfTheRequest() {
    assertThat(language("de-AT", "fr")).isEqualTo(Language.DE);
    assertThat(language("nl", "fr-CA, en;q=0.5")).isEqualTo(Language.FR);
    assertThat(language("", "en;q=0.5, zh-Hans-CN")).isEqualTo(Language.ZH);
    assertThat(language("", "nl, es;q=0.1")).isEqualTo(Language.ES);
    for (String none : new String[] {"nl", "*", ";;q", "de;q=0", "de,".repeat(100), "\u0000"}) {
      assertThat(language("", none)).as(none).isEqualTo(Language.EN);
    }
  }

  private static Language language(String locale, String accepted) {
    return Language.of(Optional.of(locale).filter(each -> !each.isEmpty()), Optional.of(accepted));
  }
}
