package dev.restauth.page;

import dev.restauth.language.Language;
import java.util.Optional;

/**
 * The values of the frame around a page.
 *
 * @param id the id of the main element
 * @param title the title, in the language of the page
 * @param stylesheet the URL of the stylesheet
 * @param script the URL of a script
 * @param scriptType its type
 * @param address the path and query of the page itself
 */
public record Frame(
    String id,
    String title,
    String stylesheet,
    Optional<String> script,
    String scriptType,
    Optional<String> address) {
  /** Returns the link to this page in another language. */
  public String in(Language language) {
    String here = address.orElse("");
    return here + (here.indexOf('?') < 0 ? "?" : "&") + Pages.LANGUAGE + "=" + language.text();
  }
}
