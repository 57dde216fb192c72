package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Links inside the repository, whose targets must exist. */
class LinksTest {

  @Test
  void haveExistingTargets() {
    assertThat(Document.all()).hasSizeGreaterThanOrEqualTo(14).allSatisfy(LinksTest::check);
  }

  private static void check(Document document) {
    document
        .matches("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)")
        .filter(link -> !link.group(1).matches("[a-z]+:.*"))
        .forEach(
            link -> {
              boolean here = link.group(1).isEmpty();
              Path target = document.target(link.group(1));
              assertThat(here || Files.exists(target)).as(document.path() + link.group()).isTrue();
              if (link.group(2) != null) {
                Document page = here ? document : Document.of(Path.of("..").relativize(target));
                assertThat(page.anchors()).as(document.path() + "").contains(link.group(2));
              }
            });
  }
}
