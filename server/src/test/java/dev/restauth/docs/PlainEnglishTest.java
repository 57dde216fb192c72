package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules of CONTRIBUTING.md that a program can check. Comments begin with a noun or a verb. A
 * message says "if" for a condition and names the actor. Only people can judge everything else.
 */
class PlainEnglishTest {
  /** The comment of a top-level type, and its first word. */
  private static final Pattern TYPE_COMMENT =
      Pattern.compile(
          "(?m)^/\\*\\*\\s+(?:\\* )?(\\w+)(?:(?!\\*/)(?s:.))*\\*/\\s*(?:@[^\\n]+\\s+)*(?:public |final |abstract"
              + " |sealed |non-sealed )*(?:class|record|interface|enum|@interface) (\\w+)");

  private static final Pattern NOT_FIRST =
      Pattern.compile(
          "What|Who|Whom|Whose|Whoever|Whatever|How|Where|Whether|When|Until|As|From|Which|Since|Has|Have");

  /** The beginning of a Javadoc comment that does not name the thing it describes. */
  private static final Pattern NAMELESS =
      Pattern.compile(
          "/\\*\\*\\s+(?:\\* )?(What|Who|Whom|Whose|Whoever|Whatever|Where|Whether|How|When|Also|Of) [^\\n]*");

  private static final Pattern WHERE = Pattern.compile("\"[^\"\\n]*, where [^\"\\n]*\"");

  private static final Pattern WHOEVER = Pattern.compile("\"[^\"\\n]*\\b[Ww]hoever\\b[^\"\\n]*\"");

  private static Stream<Path> sources() {
    return Stream.of("src/main/java", "../client/src/main/java")
        .map(Path::of)
        .flatMap(folder -> javaFiles(folder).stream());
  }

  private static List<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void typeCommentsBeginWithNounOrVerb() {
    List<String> comments =
        sources()
            .map(PlainEnglishTest::read)
            .flatMap(text -> TYPE_COMMENT.matcher(text).results())
            .map(found -> found.group(1) + " … " + found.group(2))
            .toList();
    assertThat(comments).hasSizeGreaterThan(400);
    assertThat(comments)
        .filteredOn(each -> NOT_FIRST.matcher(each.split(" ", 2)[0]).matches())
        .isEmpty();
  }

  /** Comments of members and of tests begin with a noun or a verb too. */
  @Test
  void commentsNameTheThing() {
    List<String> comments =
        Stream.concat(
                sources(),
                Stream.of("src/test/java", "../client/src/test/java")
                    .map(Path::of)
                    .flatMap(folder -> javaFiles(folder).stream()))
            .flatMap(file -> NAMELESS.matcher(read(file)).results())
            .map(MatchResult::group)
            .toList();
    assertThat(comments).isEmpty();
  }

  @Test
  void messagesSayIfForConditions() {
    assertThat(messages(WHERE)).isEmpty();
  }

  @Test
  void messagesNameTheActor() {
    assertThat(messages(WHOEVER)).isEmpty();
  }

  private static List<String> messages(Pattern pattern) {
    return sources()
        .flatMap(file -> pattern.matcher(read(file)).results())
        .map(MatchResult::group)
        .toList();
  }
}
