package dev.restauth.password;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.restauth.password.format.HashPrimitives.Argon2Type;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The reference implementation libargon2, called through the Foreign Function & Memory API. A call
 * pins its thread, so virtual threads must not call it.
 */
final class NativeArgon2 implements Argon2 {
  private static final FunctionDescriptor ARGON2_HASH =
      FunctionDescriptor.of(
          JAVA_INT, // 0, or an error code
          JAVA_INT, // passes
          JAVA_INT, // memory in KiB
          JAVA_INT, // lanes
          ADDRESS, // password
          JAVA_LONG, ADDRESS, // salt
          JAVA_LONG, ADDRESS, // tag
          JAVA_LONG, ADDRESS, // encoded: unused
          JAVA_LONG, JAVA_INT, // type
          JAVA_INT); // version
  private static final FunctionDescriptor ARGON2_ERROR_MESSAGE =
      FunctionDescriptor.of(ADDRESS, JAVA_INT);
  private static final int VERSION = 0x13;
  private static final int MAX_MESSAGE_BYTES = 256;

  /**
   * The tag of one of the reference implementation's test vectors: 256 KiB, 2 passes, "password",
   * "somesalt".
   */
  private static final String TEST_TAG =
      "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe";

  private final SymbolLookup library;
  private final MethodHandle argon2;
  private final String description;

  private NativeArgon2(SymbolLookup library, String description) {
    this.library = library;
    this.description = description;
    this.argon2 =
        Linker.nativeLinker().downcallHandle(library.findOrThrow("argon2_hash"), ARGON2_HASH);
  }

  /**
   * Loads the library that a package of the operating system installed; empty if it is missing or
   * cannot be used.
   */
  static Optional<NativeArgon2> system() {
    return load(
        "native libargon2 (system)",
        () -> Optional.of(SymbolLookup.libraryLookup("libargon2.so.1", Arena.global())));
  }

  /**
   * Loads the library in our jar; empty if the jar has none for this platform or the library cannot
   * be used.
   */
  static Optional<NativeArgon2> bundled() {
    return load("native libargon2 (bundled)", BundledLibrary::open);
  }

  /**
   * Loads a library. Returns empty if the library is missing, cannot be loaded, or does not compute
   * Argon2id correctly.
   */
  private static Optional<NativeArgon2> load(
      String description, Supplier<Optional<SymbolLookup>> library) {
    try {
      return library
          .get()
          .map(found -> new NativeArgon2(found, description))
          .filter(NativeArgon2::computesCorrectly);
    } catch (RuntimeException | LinkageError doesNotLoad) {
      // Possible causes: another C library or processor, no native access, or a temporary folder
      // mounted with noexec.
      return Optional.empty();
    }
  }

  /** Checks one test vector: a library with wrong results would lock out all users. */
  private boolean computesCorrectly() {
    byte[] tag =
        hash(
            "password".getBytes(StandardCharsets.US_ASCII),
            "somesalt".getBytes(StandardCharsets.US_ASCII),
            new Argon2Parameters(256, 2, 1),
            TEST_TAG.length() / 2);
    return HexFormat.of().formatHex(tag).equals(TEST_TAG);
  }

  @Override
  public byte[] hash(byte[] password, byte[] salt, Argon2Parameters parameters, int tagLength) {
    return hash(Argon2Type.ID, VERSION, password, salt, parameters, tagLength);
  }

  @Override
  public byte[] hash(
      Argon2Type type,
      int version,
      byte[] password,
      byte[] salt,
      Argon2Parameters parameters,
      int tagLength) {
    try (var arena = Arena.ofConfined()) {
      var secret = arena.allocateFrom(JAVA_BYTE, password);
      var tag = arena.allocate(tagLength);
      try {
        int code =
            call(type, version, parameters, secret, arena.allocateFrom(JAVA_BYTE, salt), tag);
        if (code != 0) {
          throw new HashingFailed("libargon2 failed with %d: %s.".formatted(code, meaning(code)));
        }
        return tag.toArray(JAVA_BYTE);
      } finally {
        // Releasing the memory would not erase the secrets.
        secret.fill((byte) 0);
        tag.fill((byte) 0);
      }
    }
  }

  private int call(
      Argon2Type type,
      int version,
      Argon2Parameters cost,
      MemorySegment secret,
      MemorySegment salt,
      MemorySegment tag) {
    try {
      return (int)
          argon2.invokeExact(
              cost.iterations(),
              cost.memoryKib(),
              cost.parallelism(),
              secret,
              secret.byteSize(),
              salt,
              salt.byteSize(),
              tag,
              tag.byteSize(),
              MemorySegment.NULL,
              0L,
              type.number(),
              version);
    } catch (Throwable e) {
      throw new HashingFailed("libargon2 could not be called.", e);
    }
  }

  private String meaning(int code) {
    try {
      var errorMessage =
          Linker.nativeLinker()
              .downcallHandle(library.findOrThrow("argon2_error_message"), ARGON2_ERROR_MESSAGE);
      var text = (MemorySegment) errorMessage.invokeExact(code);
      return text.reinterpret(MAX_MESSAGE_BYTES).getString(0, StandardCharsets.US_ASCII);
    } catch (Throwable e) {
      return "no message";
    }
  }

  @Override
  public String description() {
    return description;
  }
}
