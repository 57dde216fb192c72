package dev.restauth.crypto;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and writes the file of a master key. Checks the permissions when it reads, and writes
 * atomically.
 */
final class MasterKeyFile {
  private static final int MAX_BYTES = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);
  private static final Set<PosixFilePermission> OWNER_AND_GROUP_READ =
      EnumSet.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE, GROUP_READ);

  private MasterKeyFile() {}

  static MasterKey load(Path file) {
    try {
      return read(file, OWNER_AND_GROUP_READ);
    } catch (IOException e) {
      throw unusable(file, "cannot be read", e);
    }
  }

  static Optional<MasterKey> find(Path file) {
    try {
      return Optional.of(read(file, OWNER_ONLY));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable(file, "cannot be read", e);
    }
  }

  static MasterKey loadOrCreate(Path file) {
    try {
      if (Files.notExists(file)) {
        write(MasterKey.generate(), file, MasterKeyFile::publish);
      }
      return read(file, OWNER_ONLY);
    } catch (IOException e) {
      throw unusable(file, "can neither be read nor made", e);
    }
  }

  static void writeIfAbsent(MasterKey key, Path file) {
    try {
      if (Files.notExists(file)) {
        write(key, file, MasterKeyFile::publish);
      }
    } catch (IOException e) {
      throw unusable(file, "cannot be made", e);
    }
  }

  static void replace(MasterKey key, Path file) {
    try {
      write(key, file, (draft, name) -> Files.move(draft, name, StandardCopyOption.ATOMIC_MOVE));
    } catch (IOException e) {
      throw unusable(file, "cannot be replaced", e);
    }
  }

  static void rename(Path file, Path name) {
    try {
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
      force(folder(name));
    } catch (IOException e) {
      throw unusable(file, "cannot be renamed", e);
    }
  }

  private static Path folder(Path file) throws NoSuchFileException {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new NoSuchFileException(file.toString());
    }
    return folder;
  }

  private static MasterKey read(Path file, Set<PosixFilePermission> allowed) throws IOException {
    var permissions = Files.getPosixFilePermissions(file);
    if (!allowed.containsAll(permissions)) {
      throw new UnusableMasterKey(
          "The master key file %s is open to others (%s): run `chmod 600 %s`."
              .formatted(file, PosixFilePermissions.toString(permissions), file));
    }
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES);
    }
    try {
      return MasterKey.parse(new String(content, StandardCharsets.US_ASCII));
    } catch (UnusableMasterKey e) {
      throw new UnusableMasterKey("In the file %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Moves a complete file, which is already on disk, to its final name. */
  private interface Naming {
    void name(Path draft, Path file) throws IOException;
  }

  private static void write(MasterKey key, Path file, Naming naming) throws IOException {
    var folder = folder(file);
    var draft =
        Files.createTempFile(
            folder,
            ".master-key-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(EnumSet.of(OWNER_READ, OWNER_WRITE)));
    try {
      try (var out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        var line = ByteBuffer.wrap((key.base64() + "\n").getBytes(StandardCharsets.US_ASCII));
        while (line.hasRemaining()) {
          out.write(line);
        }
        out.force(true);
      }
      naming.name(draft, file);
    } catch (FileAlreadyExistsException other) {
      return;
    } finally {
      Files.deleteIfExists(draft);
    }
    force(folder);
  }

  /**
   * Writes the folder to disk. Until then, a crash of the machine may lose the name of a new file.
   */
  private static void force(Path folder) throws IOException {
    try (var entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  /**
   * Publishes the file with a hard link. Unlike a rename, a link fails if another process has
   * published a file first. Two processes that start at the same time therefore get the same key.
   * Renames the file if the file system has no hard links.
   */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException linksUnsupported) {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static UnusableMasterKey unusable(Path file, String failure, IOException e) {
    String cause =
        switch (e) {
          case NoSuchFileException _ -> "there is no such file or folder";
          case AccessDeniedException _ -> "access is denied";
          default -> String.valueOf(e.getMessage());
        };
    return new UnusableMasterKey("The master key file %s %s: %s.".formatted(file, failure, cause));
  }
}
