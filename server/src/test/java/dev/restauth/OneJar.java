package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** The downloadable jar that Maven's profile dist has just built. */
final class OneJar {
  private OneJar() {}

  static Path file() {
    Path jar = Path.of(property("restauth.jar"));
    assertThat(jar).isRegularFile();
    return jar;
  }

  /** Returns the version in the jar's name. */
  static String version() {
    return property("restauth.version");
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    assertThat(value).as("what the profile dist sets: " + name).isNotNull();
    return String.valueOf(value);
  }

  /** Returns the files in a jar by name, each with its size and checksum. */
  static Map<String, Content> contents(JarFile jar) {
    Map<String, Content> contents = new TreeMap<>();
    jar.stream()
        .filter(entry -> !entry.isDirectory())
        .forEach(
            entry ->
                assertThat(
                        contents.put(entry.getName(), new Content(entry.getSize(), entry.getCrc())))
                    .as("twice in " + jar.getName() + ": " + entry.getName())
                    .isNull());
    return contents;
  }

  /** A file's size and checksum, which identify its content. */
  record Content(long size, long crc) {}

  /** Returns the content of one file in a jar. */
  static byte[] bytes(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** Returns the jars that are merged into the one jar: the program and its libraries. */
  static Map<Path, JarFile> parts() throws IOException {
    Map<Path, JarFile> parts = new TreeMap<>();
    Path program = Path.of("target", "restauth.jar");
    parts.put(program, new JarFile(program.toFile()));
    try (var libraries = Files.newDirectoryStream(Path.of("target", "lib"), "*.jar")) {
      for (Path library : libraries) {
        parts.put(library, new JarFile(library.toFile()));
      }
    }
    return parts;
  }
}
