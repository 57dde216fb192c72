package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.format.NamedFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Comparison of docs/hash-formats.md with every family of hash formats, and with every name of a
 * format that an operator may use.
 */
class HashFormatsDocumentTest {
  private static final Path SOURCES =
      Path.of("src", "main", "java", "dev", "restauth", "password", "format");

  private final Document page = Document.of("docs/hash-formats.md");

  @Test
  void listsEveryNameAndNoOther() {
    List<List<String>> expected =
        Arrays.stream(NamedFormat.values())
            .map(format -> List.of("`" + format.label() + "`", format.description()))
            .toList();
    assertThat(page.between("## Hashes that you name", "## Bounds").rows()).isEqualTo(expected);
  }

  @Test
  void describesEveryFamilyAndNoOther() throws IOException {
    Set<String> described =
        page
            .between("## Hashes with a distinctive prefix", "## Hashes that you name")
            .rows()
            .stream()
            .map(row -> row.get(0))
            .collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith("Format.java"))
                  .filter(name -> !Set.of("Format.java", "NamedFormat.java").contains(name))
                  .map(HashFormatsDocumentTest::family))
          .containsExactlyInAnyOrderElementsOf(described);
    }
  }

  private static String family(String file) {
    return switch (file) {
      case "BcryptFormat.java" -> "bcrypt";
      case "ScryptFormat.java" -> "scrypt";
      case "CryptFormat.java" -> "crypt";
      case "PhpassFormat.java" -> "phpass";
      case "DigestFormat.java" -> "digests";
      case "LdapFormat.java" -> "LDAP digests";
      case "KratosDigestFormat.java" -> "Kratos digests";
      case "FirebaseFormat.java" -> "Firebase scrypt";
      case "LogtoFormat.java" -> "Logto legacy";
      case "AspNetFormat.java" -> "ASP.NET Identity";
      default -> file.replace("Format.java", "").replace("Pbkdf2", "PBKDF2");
    };
  }
}
