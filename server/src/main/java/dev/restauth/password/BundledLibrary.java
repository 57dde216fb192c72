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
 * The libargon2 inside the argon2-jvm jar, for Linux on x86-64 and arm64. Its origin and licence are
 * in docs/decisions/0005-argon2-native.md.
 */
final class BundledLibrary {
  private BundledLibrary() {}

  /**
   * Loads it for the life of the process; empty where none is carried for this platform.
   *
   * @throws IllegalArgumentException where the operating system does not load it
   * @throws UncheckedIOException where no temporary file can be written
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
   * A library can only be loaded from a file. Nobody else may reach it, or they could put another in
   * its place; once loaded it needs no name, so nothing is left behind.
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
