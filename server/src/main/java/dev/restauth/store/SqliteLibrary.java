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
 * SQLite's native library, which can only be loaded from a file. Left to itself the driver writes one
 * to the folder for temporary files at each start and leaves it there, and where that fails it does not
 * say why.
 */
public final class SqliteLibrary {
  /** Where the driver looks before it unpacks anything. The launcher names a folder, too. */
  private static final String PLACE = "org.sqlite.lib.path";

  private static final String NAME = System.mapLibraryName("sqlitejdbc");

  private SqliteLibrary() {}

  /**
   * Has the driver load it, at the first call. Nobody else may reach the file, or they could put
   * another in its place; once loaded it needs no name, so nothing is left behind. May be called by any
   * thread.
   *
   * @param folder gives the folder of the library for this platform, among the driver's resources
   * @param driver has the driver load its library
   * @throws StoreRefusedException where there is none for this platform, or no file of that kind can be
   *     written and loaded
   */
  public static synchronized void load(Supplier<String> folder, Callable<Boolean> driver) {
    if (System.getProperty(PLACE) != null) {
      return;
    }
    try (InputStream library = SqliteLibrary.class.getResourceAsStream(folder.get() + "/" + NAME)) {
      if (library == null) {
        throw new StoreRefusedException(
            "this program brings no SQLite for %s on %s along: use PostgreSQL"
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
      System.load(file.toString()); // the driver would keep the reason to itself
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
