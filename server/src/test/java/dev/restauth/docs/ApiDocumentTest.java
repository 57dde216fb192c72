package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.web.OpenApi;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Comparison of docs/api.md with the server's calls: the page lists every call with a link to the
 * section on the feature's page. Each section lists the statuses of the OpenAPI document.
 */
class ApiDocumentTest {
  private static final Document LIST = Document.of("docs/api.md");

  private static final List<Section> SECTIONS = read();

  @RegisterExtension private static final TestServer SERVER = new TestServer();

  /**
   * The section of a call.
   *
   * @param call the method and path
   * @param text the text below the heading
   */
  private record Section(Document page, String call, String text) {
    String path() {
      return call.split(" ", 2)[1];
    }

    /** Returns the list entry that links to this section. */
    String link() {
      String anchor = new Document(page.path(), "# `" + call + "`").anchors().getFirst();
      return "[`%s`](%s#%s)".formatted(call, page.path().getFileName(), anchor);
    }

    /** Returns the statuses. A section without a table describes a call that always succeeds. */
    Set<String> statuses() {
      Set<String> statuses =
          matches("^\\| (\\d{3}) \\|")
              .map(row -> row.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      return statuses.isEmpty() ? Set.of("200") : statuses;
    }

    /** Returns the method and path of each example that is run. */
    Stream<String> called() {
      return CurlSession.of(new Document(page.path(), text)).steps().stream()
          .map(CurlSession.Step::command)
          .map(
              command ->
                  method(command) + command.replaceFirst("^.*http://[^/]+(/[^ ?']*).*", " $1"));
    }

    private static String method(String command) {
      return command.contains(" -X ")
          ? command.replaceFirst("^.* -X ([A-Z]+) .*", "$1")
          : command.contains(" -d ") ? "POST" : "GET";
    }

    private Stream<MatchResult> matches(String pattern) {
      return new Document(page.path(), text).matches(pattern);
    }

    @Override
    public String toString() {
      return call + " in " + page.path();
    }
  }

  private static List<Section> read() {
    return Document.all().stream()
        .flatMap(
            page ->
                page.matches("(?s)^#{2,4} `([A-Z]+ /\\S*)`\n(.*?)(?=^#{1,4} |\\z)")
                    .map(found -> new Section(page, found.group(1), found.group(2))))
        .toList();
  }

  private static List<String> served() {
    return SERVER.allowByPath().entrySet().stream()
        .flatMap(
            path ->
                Arrays.stream(path.getValue().split(", ", -1))
                    .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                    .map(method -> method + " " + path.getKey()))
        .toList();
  }

  @Test
  void listsEveryCallOfTheServerOnceAndNoOther() {
    assertThat(listed().map(link -> link.replaceFirst("^\\[`([^`]*)`.*", "$1")))
        .containsExactlyInAnyOrderElementsOf(served());
  }

  @Test
  void namesTheScopeOfEveryCallOfAdministrators() {
    assertThat(LIST.rows().stream().filter(row -> row.getFirst().contains(" /api/admin/")))
        .hasSizeGreaterThan(20)
        .allSatisfy(row -> assertThat(row.getLast()).containsPattern("`[a-z]+:[a-z]+`"));
  }

  @Test
  void linksEveryCallToItsSectionOnThePageOfItsFeature() {
    assertThat(listed())
        .containsExactlyInAnyOrderElementsOf(SECTIONS.stream().map(Section::link).toList())
        .noneMatch(link -> link.contains("](api.md"));
  }

  private static Stream<String> listed() {
    return LIST.rows().stream().map(List::getFirst).filter(cell -> cell.matches("\\[`[A-Z]+ /.*"));
  }

  @Test
  void describesEveryCallWithItsStatuses() {
    OpenApi openApi = OpenApi.read();
    assertThat(SECTIONS)
        .allSatisfy(
            section ->
                assertThat(section.statuses())
                    .as(section.call)
                    .isEqualTo(
                        openApi.statusesOfItsOwn(section.call.split(" ", 2)[0], section.path())));
  }

  /** Every call appears in an example. {@link SessionsTest} checks the output of the examples. */
  @Test
  void showsEveryCallInAnExampleThatIsRun() {
    List<Document> run = CurlSession.documents();
    assertThat(SECTIONS)
        .allSatisfy(
            section -> {
              String pattern =
                  section
                      .call
                      .replace("{id}", "\\d+")
                      .replace("{role}", "\\S+")
                      .replace("{sid}", "\\S+")
                      .replace("{request}", "\\S+")
                      .replace("{name}", "\\S+")
                      .replace("{invitation}", "\\S+")
                      .replace("{key}", "\\S+")
                      .replace("{passkey}", "\\S+")
                      .replace("{device}", "\\S+")
                      .replace("{client}", "\\S+")
                      .replace("{secret}", "\\S+")
                      .replace("{organization}", "\\S+")
                      .replace("{organization_role}", "[a-z]+");
              assertThat(section.called()).anyMatch(called -> called.matches(pattern));
              assertThat(run).contains(section.page);
            });
  }
}
