package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comparison of NOTICE with the distributed libraries and all other third-party content. */
class NoticeTest {

  @Test
  void namesEveryLibrary() {
    String notice = Document.of("NOTICE").text();
    assertThat(
            Document.of("server/pom.xml")
                .matches("(?s)<plugin>.*?</plugin>|<dependency>(.*?)</dependency>")
                .flatMap(found -> Optional.ofNullable(found.group(1)).stream())
                .filter(dependency -> !dependency.matches("(?s).*<scope>(test|provided)</scope>.*"))
                .map(
                    dependency ->
                        dependency.replaceAll(
                            "(?s).*?<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>.*",
                            "$1:$2")))
        .hasSizeGreaterThan(10)
        .allSatisfy(library -> assertThat(notice).contains(library));
  }

  @Test
  void namesEveryTestFolderWithItsOwnLicence() throws IOException {
    String notice = Document.of("NOTICE").text();
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
      assertThat(files.filter(file -> file.endsWith("LICENSE")))
          .isNotEmpty()
          .allSatisfy(licence -> assertThat(notice).contains("server/" + licence.getParent()));
    }
  }
}
