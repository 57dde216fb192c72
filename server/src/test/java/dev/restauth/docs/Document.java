package dev.restauth.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the repository.
 *
 * @param path the path from the repository's root
 * @param text the whole text
 */
record Document(Path path, String text) {
  private static final Path ROOT = Path.of("..");

  static Document of(String path) {
    return of(Path.of(path));
  }

  static Document of(Path path) {
    try {
      return new Document(path, Files.readString(ROOT.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all documents for readers. */
  static List<Document> all() {
    return Stream.of(
            "", "docs", "docs/decisions", "docs/models", "client", "client-js", "client-py")
        .flatMap(folder -> markdown(ROOT.resolve(folder)))
        .map(file -> of(ROOT.relativize(file)))
        .toList();
  }

  private static Stream<Path> markdown(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the path to which a link in this document leads. */
  Path target(String link) {
    Path folder = ROOT.resolve(path).getParent();
    return (folder == null ? ROOT : folder).resolve(link).normalize();
  }

  Stream<MatchResult> matches(String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results();
  }

  /** Returns the text between two lines, for example two comments. */
  Document between(String begin, String end) {
    int from = text.indexOf(begin);
    int to = text.indexOf(end, from + begin.length());
    if (from < 0 || to < 0) {
      throw new AssertionError(path + " lacks " + begin + " or " + end);
    }
    return new Document(path, text.substring(from + begin.length(), to));
  }

  /** Returns the cells of all table rows, without headers and separators. */
  List<List<String>> rows() {
    List<String> lines = text.lines().toList();
    return Stream.iterate(1, i -> i < lines.size(), i -> i + 1)
        .filter(i -> lines.get(i).startsWith("| "))
        .filter(i -> i + 1 == lines.size() || !lines.get(i + 1).startsWith("|--"))
        .map(i -> lines.get(i).replaceAll("^\\| | \\|$", ""))
        .map(row -> List.of(row.split(" \\| ?", -1)))
        .toList();
  }

  /** Returns the anchors of the headings, in the form that repository hosts generate. */
  List<String> anchors() {
    return matches("^#{1,6} (.+)$")
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
