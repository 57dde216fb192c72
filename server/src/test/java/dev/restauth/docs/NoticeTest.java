package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** NOTICE names every library that the program is passed on with. */
class NoticeTest {

  @Test
  void namesEveryLibrary() {
    String notice = Document.of("NOTICE").text();
    assertThat(
            Document.of("server/pom.xml")
                .matches("(?s)<dependency>(.*?)</dependency>")
                .map(dependency -> dependency.group(1))
                .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                .map(
                    dependency ->
                        dependency.replaceAll(
                            "(?s).*?<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>.*",
                            "$1:$2")))
        .hasSizeGreaterThan(10)
        .allSatisfy(library -> assertThat(notice).contains(library));
  }
}
