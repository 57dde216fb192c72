package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.language.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts of pages: each language has all of them, and each is used. */
class MessageFilesTest {
  private static final Path TEXTS = Path.of("src/main/resources/dev/restauth/page/texts");
  private static final Path TEMPLATES = Path.of("src/main/jte");
  private static final Pattern LITERAL = Pattern.compile("\"([a-z]+\\.[a-z0-9_.-]+)\"");

  /** A text key that Java uses by its whole name, or the name of a page with a title and a text. */
  private static final Pattern IN_JAVA =
      Pattern.compile(
          "(?:Message(?:View)?\\.of|\\btext\\.text|localize)\\(\\s*\"([a-z]+\\.[a-z0-9_.-]+)\"(?!\\s*\\+)");

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(end)).sorted().toList();
    }
  }

  private static Set<String> areas() throws IOException {
    return files(TEXTS, ".en.properties").stream()
        .map(path -> path.getFileName().toString().replace(".en.properties", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> keys() throws IOException {
    Set<String> keys = new TreeSet<>();
    for (String area : areas()) {
      Texts.read(area, Language.EN)
          .stringPropertyNames()
          .forEach(key -> keys.add(area + "." + key));
    }
    return keys;
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(Path.of("src/main/java"), ".java")) {
      all.append(Files.readString(file));
    }
    return all.toString();
  }

  private static String templates() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(TEMPLATES, ".jte")) {
      all.append(Files.readString(file));
    }
    return all.toString();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyLanguageHasAllTextsWithTheSamePlacesAndNoMarkup(Language language) throws IOException {
    for (String area : areas()) {
      Properties english = Texts.read(area, Language.EN);
      Properties texts = Texts.read(area, language);
      assertThat(texts.stringPropertyNames())
          .as("%s.%s", area, language)
          .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
      texts.forEach(
          (key, text) -> {
            assertThat(Texts.places(text.toString()))
                .as("%s.%s %s", area, language, key)
                .isEqualTo(Texts.places(english.getProperty(key.toString())));
            assertThat(text.toString())
                .as("%s.%s %s", area, language, key)
                .isNotBlank()
                .doesNotContain("<", ">", "&")
                .isEqualTo(text.toString().strip());
          });
    }
  }

  /**
   * In French, a no-break space keeps a question mark on the line of its sentence. In Chinese, a
   * Latin comma looks like a mistake.
   */
  @Test
  void punctuationIsThatOfTheLanguage() throws IOException {
    for (String area : areas()) {
      Texts.read(area, Language.FR)
          .forEach(
              (key, text) ->
                  assertThat(text.toString())
                      .as("%s.fr %s", area, key)
                      .doesNotContainPattern("[^\\x{a0}\\x{202f}][;?!]|[^\\x{a0}]:(?!//)|['\"]"));
      Texts.read(area, Language.ZH)
          .forEach(
              (key, text) ->
                  assertThat(text.toString())
                      .as("%s.zh %s", area, key)
                      .doesNotContainPattern("[,;:?!()'\"]|\\.(?!com)"));
    }
  }

  @Test
  void noFileHasAKeyTwice() throws IOException {
    for (Path file : files(TEXTS, ".properties")) {
      List<String> keys =
          Files.readAllLines(file).stream()
              .filter(line -> line.indexOf('=') > 0)
              .map(line -> line.substring(0, line.indexOf('=')))
              .toList();
      assertThat(keys).as("%s", file).doesNotHaveDuplicates();
    }
  }

  @Test
  void everyTextThatIsUsedExists() throws IOException {
    Set<String> keys = keys();
    Set<String> areas = areas();
    Stream<String> inTemplates =
        LITERAL.matcher(templates()).results().map(found -> found.group(1));
    Stream<String> inJava = IN_JAVA.matcher(sources()).results().map(found -> found.group(1));
    List<String> missing =
        Stream.concat(inTemplates, inJava)
            .filter(key -> areas.contains(key.substring(0, key.indexOf('.'))))
            .filter(key -> !keys.contains(key) && !keys.contains(key + ".title"))
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyTextIsUsed() throws IOException {
    String all = sources() + templates();
    Set<String> literals =
        LITERAL.matcher(all).results().map(found -> found.group(1)).collect(Collectors.toSet());
    List<String> beginnings =
        Pattern.compile("\"([a-z]+\\.[a-z0-9_.-]*[.-])\"\\s*\\+")
            .matcher(all)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    Set<String> titles =
        files(TEMPLATES, ".jte").stream()
            .map(path -> TEMPLATES.relativize(path).toString())
            .map(path -> path.replace('/', '.').replace(".jte", ".title"))
            .collect(Collectors.toSet());
    Set<String> names =
        Pattern.compile("\"\\.?([a-z][a-z0-9-]*)\"")
            .matcher(all)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    List<String> unused =
        keys().stream()
            .filter(key -> !literals.contains(key) && !titles.contains(key))
            .filter(key -> beginnings.stream().noneMatch(key::startsWith))
            .filter(key -> !literals.contains(key.replaceFirst("\\.(title|text)$", "")))
            .filter(key -> !isComposed(key, literals, names))
            .filter(
                key ->
                    !all.contains("\"" + key.substring(0, key.indexOf('.') + 1) + "\" +")
                        || !names.contains(
                            key.substring(key.indexOf('.') + 1)
                                .replaceFirst("\\.(title|text)$", "")))
            .toList();
    assertThat(unused).isEmpty();
  }

  /**
   * Returns whether the beginning and the end of a key are two literals, which code may
   * concatenate.
   */
  private static boolean isComposed(String key, Set<String> literals, Set<String> names) {
    int dot = key.lastIndexOf('.');
    return names.contains(key.substring(dot + 1))
        && (literals.contains(key.substring(0, dot))
            || literals.contains(key.substring(0, dot + 1)));
  }
}
