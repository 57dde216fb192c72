package dev.restauth.page;

import dev.restauth.language.Language;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The values for the frame around a page.
 *
 * @param id the id of the main element
 * @param title the title, in the language of the page
 * @param wide whether the page contains more than a form, and so needs more width
 * @param stylesheet the URL of the stylesheet
 * @param module the URL of the script of all pages
 * @param script the URL of a script of this page
 * @param scriptType the type of that script
 * @param logo the URL of the operator's logo
 * @param links the operator's links
 * @param address the path and the query of the page itself
 */
public record Frame(
    String id,
    String title,
    boolean wide,
    String stylesheet,
    String module,
    Optional<String> script,
    String scriptType,
    Optional<String> logo,
    List<Link> links,
    Optional<String> address) {
  /**
   * A link that the operator has configured.
   *
   * @param text the key of the link's text
   */
  public record Link(String address, String text) {}

  /**
   * A query parameter of the page itself.
   *
   * @param value the decoded value
   */
  public record Parameter(String name, String value) {}

  /** Copies the links. */
  public Frame {
    links = List.copyOf(links);
  }

  /** Returns whether there is anything to show below the page. */
  public boolean hasFooter() {
    return address.isPresent() || !links.isEmpty();
  }

  /** Returns the path of the page, without its query. */
  public String path() {
    String here = address.orElse("");
    int query = here.indexOf('?');
    return query < 0 ? here : here.substring(0, query);
  }

  /**
   * Returns the parameters in the query of the page, for the form that requests the page in another
   * language.
   */
  public List<Parameter> parameters() {
    String here = address.orElse("");
    int query = here.indexOf('?');
    return query < 0
        ? List.of()
        : Arrays.stream(here.substring(query + 1).split("&"))
            .map(each -> each.split("=", 2))
            .map(each -> new Parameter(decoded(each[0]), decoded(each[1])))
            .toList();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Returns the link to this page in another language, for operators' layouts. */
  public String in(Language language) {
    String here = address.orElse("");
    return here
        + (here.indexOf('?') < 0 ? "?" : "&")
        + PageLanguage.PARAMETER
        + "="
        + language.text();
  }
}
