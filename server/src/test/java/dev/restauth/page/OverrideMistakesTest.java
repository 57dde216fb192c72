package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages for mistakes in the operator's templates and texts, and the names of the values that
 * pages offer.
 */
class OverrideMistakesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "browser-login.mustache | <p>;{{usernam}} | line 2: there is no value usernam; there are ",
        "browser-login.mustache | ;;{{#error}} | line 3: ",
        "browser-login.mustache | {{{username}}} | line 1: values must be escaped",
        "browser-login.mustache | {{&username}} | line 1: values must be escaped",
        "browser-login.mustache | {{=<% %>=}} | line 1: values must be escaped",
        "browser-login.mustache | {{> other}} | line 1: a template cannot include another one: other",
        "browser-login.mustache | {{#text}}browser.sign-inn{{/text}} | line 1: there is no text browser.sign-inn",
        "browser-login.mustache | {{#text}}{{username}}{{/text}} | line 1: a text begins with its key",
        "browser-login.mustache | {{asked}} | line 1: there is no value asked",
        "browser-logins.mustache | <p> | there is no page of this name",
        "page-field.mustache | <p> | there is no page of this name",
        "layout.mustache | <p> | the page is missing: {{{content}}}",
        "logo.svg | <svg> | this name means nothing here; expected AREA-NAME.mustache,",
        "messages/browser.xx.properties | sign-in=x | there are no texts of this name",
        "messages/other.de.properties | sign-in=x | there are no texts of this name",
        "messages/browser.de.properties | client={0};sign-inn=x | line 2: there is no text sign-inn",
        "messages/browser.de.properties | client=x | line 1: client must have the placeholders [{0}]",
      })
  void aMistakeIsNamedWithItsFileAndLine(String file, String text, String mistake)
      throws IOException {
    Path written = folder.resolve(file);
    Files.createDirectories(written.getParent());
    Files.writeString(written, text.replace(';', '\n'));
    assertThatThrownBy(() -> Overrides.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("page-templates: " + written)
        .hasMessageContaining(mistake)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "browser/login.jte",
        "browser/factor.jte",
        "authorize/consent.jte",
        "authorize/form-post.jte",
        "oidc/logout.jte",
        "page/message.jte",
        "page/error.jte"
      })
  void everyPageHasAClassWithNames(String template) {
    assertThat(ViewValues.names(ViewClasses.find(template).orElseThrow()))
        .doesNotContain("template", "hashCode", "asked", "script");
  }

  @Test
  void valuesOfListsAreNamed() {
    assertThat(ViewValues.names(ViewClasses.find("oidc/logout.jte").orElseThrow()))
        .contains("token", "fields", "name", "value");
  }
}
