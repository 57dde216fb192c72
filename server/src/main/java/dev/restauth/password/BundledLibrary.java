package dev.restauth.password;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The libargon2 in the argon2-jvm jar, for Linux on x86-64 and arm64. Its origin and licence are
 * described in docs/decisions/0005-argon2-native.md.
 */
final class BundledLibrary {
  private BundledLibrary() {}

  /**
   * Loads the library, which stays loaded until the process ends; empty if the jar contains no
   * library for this platform.
   *
   * @throws IllegalArgumentException if the operating system cannot load the library
   * @throws UncheckedIOException if no temporary file can be written
   */
  static Optional<SymbolLookup> open() {
    return resource().flatMap(BundledLibrary::open);
  }

  private static Optional<String> resource() {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return Optional.empty();
    }
    return switch (System.getProperty("os.arch", "")) {
      case "amd64" -> Optional.of("/linux-x86-64/libargon2.so");
      case "aarch64" -> Optional.of("/linux-aarch64/libargon2.so");
      default -> Optional.empty();
    };
  }

  private static Optional<SymbolLookup> open(String resource) {
    try (var in = BundledLibrary.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(load(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads the library from a temporary file, since the operating system loads libraries only from
   * files. Only the user of this process has access to the folder, so that no other user can
   * replace the library. The file is deleted after loading, since the loaded library no longer
   * needs it.
   */
  private static SymbolLookup load(InputStream library) throws IOException {
    var folder =
        Files.createTempDirectory(
            "restauth-",
            PosixFilePermissions.asFileAttribute(
                EnumSet.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE)));
    var file = folder.resolve("libargon2.so");
    try {
      write(library, file);
      return SymbolLookup.libraryLookup(file, Arena.global());
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void write(InputStream library, Path file) throws IOException {
    var ownerOnly = PosixFilePermissions.asFileAttribute(EnumSet.of(OWNER_READ, OWNER_WRITE));
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var out = Files.newByteChannel(file, options, ownerOnly)) {
      library.transferTo(Channels.newOutputStream(out));
    }
  }
}
