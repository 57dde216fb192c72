package dev.restauth.page;

import dev.restauth.language.Language;
import gg.jte.Content;
import gg.jte.support.LocalizationSupport;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts of pages in one language. They are in message files, {@code
 * texts/AREA.LANGUAGE.properties}, which are read when they are first needed. If a language lacks a
 * text, the English text is used. In a template, {@link #text} is for texts without placeholders,
 * and for attributes. For texts with placeholders, {@link #localize} fills in escaped values or
 * other content. Thread-safe.
 */
public final class Texts implements LocalizationSupport {
  private static final Pattern AREA = Pattern.compile("[a-z]+");

  /** A word with hyphens that is short enough for the narrowest screen. */
  private static final Pattern HYPHENATED =
      Pattern.compile("(?<![\\p{L}-])(?=[\\p{L}-]{3,16}(?![\\p{L}-]))\\p{L}+(?:-\\p{L}+)+");

  private static final Pattern PLACE = Pattern.compile("\\{[0-9]\\}");

  private final Language language;
  private final String service;
  private final Map<String, Properties> replaced;
  private final Map<String, Properties> areas = new ConcurrentHashMap<>();
  private final Optional<Texts> english;

  private Texts(
      Language language,
      String service,
      Map<String, Properties> replaced,
      Optional<Texts> english) {
    this.language = language;
    this.service = service;
    this.replaced = replaced;
    this.english = english;
  }

  /**
   * Returns the texts of all languages.
   *
   * @param service the name of this server, for users
   * @param replaced the operator's texts, by {@code AREA.LANGUAGE}
   */
  static Function<Language, Texts> all(String service, Map<String, Properties> replaced) {
    Texts english = new Texts(Language.EN, service, replaced, Optional.empty());
    Map<Language, Texts> all = new ConcurrentHashMap<>();
    return wanted ->
        wanted == Language.EN
            ? english
            : all.computeIfAbsent(
                wanted, each -> new Texts(each, service, replaced, Optional.of(english)));
  }

  /** The language. */
  public Language language() {
    return language;
  }

  /** The name of this server, for users. */
  public String service() {
    return service;
  }

  /**
   * Returns a text.
   *
   * @param key the area, a dot, and the name of the text
   * @throws IllegalArgumentException if there is no text with this name
   */
  public String text(String key) {
    return find(key)
        .or(() -> english.flatMap(each -> each.find(key)))
        .orElseThrow(() -> new IllegalArgumentException("there is no text " + key));
  }

  /** Returns a text for a heading or a button. */
  public Content label(String key) {
    return unbroken(text(key));
  }

  /**
   * Returns a text for a heading or a button. A short word such as {@code e-mail} is in an element
   * of its own, so that it is not broken at its hyphen. No CSS property forbids only such breaks.
   * With a non-breaking hyphen, nobody could find the word by searching.
   */
  public static Content unbroken(String text) {
    return output -> {
      Matcher word = HYPHENATED.matcher(text);
      int written = 0;
      while (word.find()) {
        output.writeUserContent(text.substring(written, word.start()));
        output.writeContent("<span class=\"word\">");
        output.writeUserContent(word.group());
        output.writeContent("</span>");
        written = word.end();
      }
      output.writeUserContent(text.substring(written));
    };
  }

  /** Returns a message as plain text. */
  public String text(Message message) {
    String text = text(message.key());
    for (int i = 0; i < message.arguments().size(); i++) {
      text = text.replace("{" + i + "}", message.arguments().get(i));
    }
    return text;
  }

  /**
   * Returns a message for an element of a page. Its values are escaped, and isolated from the
   * direction of the surrounding text.
   */
  public Content localize(Message message) {
    return localize(
        message.key(), message.arguments().stream().map(Texts::isolated).toArray(Object[]::new));
  }

  /**
   * Isolates a value that comes from strangers, so that its writing direction does not affect the
   * surrounding text.
   */
  public static Content isolated(String value) {
    return output -> {
      output.writeContent("<bdi>");
      output.writeUserContent(value);
      output.writeContent("</bdi>");
    };
  }

  @Override
  public String lookup(String key) {
    return text(key);
  }

  private Optional<String> find(String key) {
    int dot = key.indexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(
            areas
                .computeIfAbsent(key.substring(0, dot), this::area)
                .getProperty(key.substring(dot + 1)));
  }

  private Properties area(String area) {
    Properties texts = read(area, language);
    Optional.ofNullable(replaced.get(area + "." + language.text())).ifPresent(texts::putAll);
    return texts;
  }

  /** Returns whether a text exists in English. */
  static boolean exists(String key) {
    int dot = key.indexOf('.');
    return dot > 0 && read(key.substring(0, dot), Language.EN).containsKey(key.substring(dot + 1));
  }

  /** Returns the placeholders of a text, such as {@code {0}}, in the order of their numbers. */
  static Set<String> places(String text) {
    return PLACE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Reads the texts of an area; empty if there are none. */
  static Properties read(String area, Language language) {
    Properties texts = new Properties();
    if (!AREA.matcher(area).matches()) {
      return texts;
    }
    try (InputStream stream =
        Texts.class.getResourceAsStream("texts/" + area + "." + language.text() + ".properties")) {
      if (stream != null) {
        texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
