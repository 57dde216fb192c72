package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.OneJar.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Content, size and manifest of the downloadable jar, which merges the program's jar and its
 * libraries' jars, without files that are useless in it.
 */
@Tag("jar")
class OneJarTest {
  private static final long BYTES_AT_MOST = 35_000_000;

  /** The class file version of Java 8. */
  private static final int CLASS_FILE_VERSION = 52;

  /**
   * Files that the one jar leaves out. Some are useless only inside one jar, some are useless on
   * Linux, and the others are always useless.
   */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          """
          META-INF/(MANIFEST\\.MF|[A-Z0-9]+\\.(SF|RSA)|README\\.txt|proguard/.*|native-image/.*)\
          |(META-INF/versions/\\d+/)?(module-info\\.class|OSGI-INF/.*)\
          |META-INF/maven/.*/pom\\.xml\
          |META-INF/(INDEX\\.LIST|io\\.netty\\.versions\\.properties)\
          |README\\.md|(darwin|win32|linux-x86/|linux-arm/).*\
          |org/sqlite/native/(?!Linux(-Musl)?/(x86_64|aarch64)/).*""");

  /**
   * Files that several jars contain under the same name. They are lists, which the build merges
   * line by line.
   */
  private static final Pattern MERGED = Pattern.compile("META-INF/services/.*");

  /**
   * License files, which would overwrite each other in one jar. Each library therefore has a folder
   * for them.
   */
  private static final Pattern LICENCE = Pattern.compile("META-INF/([^/]*(LICENSE|NOTICE)[^/]*)");

  private static JarFile jar;
  private static Map<Path, JarFile> parts;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(OneJar.file().toFile());
    parts = OneJar.parts();
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
    for (JarFile part : parts.values()) {
      part.close();
    }
  }

  @Test
  void hasAtMostThirtyFiveMegabytes() throws IOException {
    assertThat(Files.size(OneJar.file())).isLessThanOrEqualTo(BYTES_AT_MOST);
  }

  @Test
  void containsOnlyTheseNativeLibraries() {
    assertThat(OneJar.contents(jar).keySet())
        .filteredOn(name -> name.matches(".*\\.(so|dylib|jnilib|dll|a|exe)"))
        .containsExactlyInAnyOrder(
            // only for the platform of the build; elsewhere, the JDK computes signatures
            "com/amazon/corretto/crypto/provider/libamazonCorrettoCryptoProvider.so",
            "linux-aarch64/libargon2.so",
            "linux-x86-64/libargon2.so",
            "org/sqlite/native/Linux-Musl/aarch64/libsqlitejdbc.so",
            "org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so",
            "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so",
            "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so");
  }

  @Test
  void containsExactlyTheFilesOfAllParts() {
    Map<String, Content> expected = new TreeMap<>();
    parts.forEach(
        (path, part) ->
            OneJar.contents(part)
                .forEach(
                    (name, content) -> {
                      if (isTaken(name)) {
                        assertThat(expected.put(name, content))
                            .as("in " + path + " and in another: " + name)
                            .isNull();
                      }
                    }));
    Map<String, Content> found = OneJar.contents(jar);
    found.keySet().removeIf(name -> MERGED.matcher(name).matches());
    found.keySet().removeAll(Set.of("META-INF/MANIFEST.MF", "META-INF/LICENSE", "META-INF/NOTICE"));

    assertThat(expected).hasSizeGreaterThan(5_000);
    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static boolean isTaken(String name) {
    return Stream.of(LEFT_OUT, MERGED, LICENCE).noneMatch(each -> each.matcher(name).matches());
  }

  @Test
  void mergesAllListsOfServices() throws IOException {
    Map<String, Set<String>> expected = new TreeMap<>();
    for (JarFile part : parts.values()) {
      for (String name : lists(part)) {
        expected.computeIfAbsent(name, _ -> new HashSet<>()).addAll(lines(part, name));
      }
    }
    assertThat(expected).containsKeys("META-INF/services/java.sql.Driver");
    assertThat(expected.get("META-INF/services/java.sql.Driver")).hasSizeGreaterThan(1);
    Map<String, Set<String>> found = new TreeMap<>();
    for (String name : lists(jar)) {
      found.put(name, new HashSet<>(lines(jar, name)));
    }
    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static List<String> lists(JarFile jar) {
    return OneJar.contents(jar).keySet().stream()
        .filter(name -> MERGED.matcher(name).matches())
        .toList();
  }

  private static List<String> lines(JarFile jar, String name) throws IOException {
    return text(jar, name)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(OneJar.bytes(jar, name), StandardCharsets.UTF_8);
  }

  @Test
  void containsOurLicenceAndThoseOfAllLibraries() throws IOException {
    for (String name : List.of("LICENSE", "NOTICE")) {
      assertThat(OneJar.bytes(jar, "META-INF/" + name))
          .isEqualTo(Files.readAllBytes(Path.of("..", name)));
    }
    List<String> kept = new ArrayList<>();
    for (var part : parts.entrySet()) {
      String library = String.valueOf(part.getKey().getFileName()).replace(".jar", "-jar");
      Map<String, Content> contents = OneJar.contents(part.getValue());
      for (String name : contents.keySet()) {
        var licence = LICENCE.matcher(name);
        if (licence.matches()) {
          kept.add("META-INF/licenses/" + library + "/" + licence.group(1));
          assertThat(OneJar.contents(jar)).containsEntry(kept.getLast(), contents.get(name));
        }
      }
    }
    assertThat(kept).hasSizeGreaterThan(10);
  }

  @Test
  void manifestNamesTheProgramAndAllowsNativeLibraries() throws IOException {
    Attributes manifest = jar.getManifest().getMainAttributes();

    assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.restauth.Start");
    assertThat(manifest.getValue("Implementation-Version")).isEqualTo(OneJar.version());
    assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
  }

  @Test
  void beginsWithAClassThatJava8CanRead() throws IOException {
    byte[] start = OneJar.bytes(jar, "dev/restauth/Start.class");
    assertThat(start[7]).isEqualTo((byte) CLASS_FILE_VERSION);
  }
}
