package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client's pom.xml together with the root's pom.xml, which it inherits. They contain everything
 * that Maven Central requires.
 */
class PublishedPomTest {
  private static final Document ROOT = Document.of("pom.xml");

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "client/pom.xml"})
  void hasNameAndDescription(String path) {
    assertThat(Document.of(path).text().replaceAll("(?s)<parent>.*?</parent>", ""))
        .containsPattern("\n  <artifactId>[a-z-]+</artifactId>")
        .containsPattern("\n  <name>[^<]+</name>")
        .containsPattern("\n  <description>[^<]+</description>");
  }

  @Test
  void hasLicenceDevelopersAndSourceUrl() {
    assertThat(ROOT.between("<licenses>", "</licenses>").text())
        .contains("<name>MIT</name>", "<url>");
    assertThat(ROOT.between("<developers>", "</developers>").text()).contains("<name>", "<url>");
    assertThat(ROOT.between("<scm ", "</scm>").text())
        .contains(
            "<connection>scm:git:${",
            "<developerConnection>scm:git:${",
            "<url>${repository.url}</url>");
    assertThat(ROOT.text()).containsPattern("\n  <url>https://");
  }

  @Test
  void hasAProfileForSourcesAndJavadoc() {
    assertThat(ROOT.between("<id>release</id>", "</profile>").text())
        .contains(
            "maven-source-plugin", "maven-javadoc-plugin", "<failOnWarnings>true</failOnWarnings>");
    assertThat(Document.of("client/README.md").text()).contains("./mvnw -Prelease,quick ");
  }
}
