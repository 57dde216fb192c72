package dev.restauth.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * SQLite's native library, which can only be loaded from a file. By default, the driver writes this
 * file to the folder for temporary files at every start, and does not delete it. If writing fails,
 * the driver does not report the reason.
 */
public final class SqliteLibrary {
  /**
   * The property with the folder in which the driver looks for the library first. If the launcher
   * has set this property, {@link #load} does nothing.
   */
  private static final String PLACE = "org.sqlite.lib.path";

  private static final String NAME = System.mapLibraryName("sqlitejdbc");

  private SqliteLibrary() {}

  /**
   * Makes the driver load the library; calls after the first one do nothing. The library is
   * unpacked to a folder that only this user can access: otherwise another user could replace the
   * file. The file is deleted as soon as the library is loaded. Thread-safe.
   *
   * @param folder returns the folder of the driver's resources that contains the library for this
   *     platform
   * @param driver makes the driver load its library
   * @throws StoreRefusedException if there is no library for this platform, or its file cannot be
   *     written and loaded
   */
  public static synchronized void load(Supplier<String> folder, Callable<Boolean> driver) {
    if (System.getProperty(PLACE) != null) {
      return;
    }
    try (InputStream library = SqliteLibrary.class.getResourceAsStream(folder.get() + "/" + NAME)) {
      if (library == null) {
        throw new StoreRefusedException(
            "this program has no SQLite library for %s on %s: use PostgreSQL"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      load(library, driver);
    } catch (IOException e) {
      throw refused("written to", reason(e));
    }
  }

  private static void load(InputStream library, Callable<Boolean> driver) throws IOException {
    Path folder =
        Files.createTempDirectory(
            "restauth-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = folder.resolve(NAME);
    try {
      Files.copy(library, file);
      System.load(file.toString()); // if the driver did this, it would hide the reason of a failure
      System.setProperty(PLACE, folder.toString());
      driver.call();
    } catch (UnsatisfiedLinkError e) {
      throw refused("loaded from", e.getMessage() + "; it must not be mounted noexec");
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw refused("loaded from", String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static StoreRefusedException refused(String what, String why) {
    return new StoreRefusedException(
        ("SQLite's library cannot be %s the folder for temporary files, %s: %s. Name another folder"
                + " with -Djava.io.tmpdir=FOLDER.")
            .formatted(what, System.getProperty("java.io.tmpdir"), why));
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : String.valueOf(e.getMessage());
  }
}
