package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Links inside the repository, whose targets must exist. */
class LinksTest {
  private final Map<Path, List<String>> anchors = new HashMap<>();

  @Test
  void haveExistingTargets() {
    assertThat(Document.all()).hasSizeGreaterThanOrEqualTo(14).allSatisfy(this::check);
  }

  private void check(Document document) {
    document
        .matches("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)")
        .filter(link -> !link.group(1).matches("[a-z]+:.*"))
        .forEach(
            link -> {
              boolean here = link.group(1).isEmpty();
              Path target = document.target(link.group(1));
              assertThat(here || Files.exists(target)).as(document.path() + link.group()).isTrue();
              if (link.group(2) != null) {
                Path page = here ? document.path() : Path.of("..").relativize(target);
                assertThat(anchors.computeIfAbsent(page, path -> Document.of(path).anchors()))
                    .as(document.path() + "")
                    .contains(link.group(2));
              }
            });
  }
}
