package dev.restauth.adopt.sql;

import java.net.MalformedURLException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the JDBC driver for a URL: first in the operator's jar, then among the bundled drivers. */
final class Drivers {
  private final Optional<Path> jar;

  Drivers(Optional<Path> jar) {
    this.jar = jar;
  }

  /**
   * Returns the driver for a URL.
   *
   * @throws UnreadableDatabase if no driver accepts the URL
   */
  Driver forUrl(JdbcUrl place) {
    List<Driver> drivers = new ArrayList<>(jar.map(Drivers::loadJar).orElse(List.of()));
    addDrivers(Drivers.class.getClassLoader(), drivers);
    for (Driver driver : drivers) {
      try {
        if (driver.acceptsURL(place.url())) {
          return driver;
        }
      } catch (SQLException | RuntimeException | LinkageError e) {
        // This driver cannot be used; the next one may accept the URL.
      }
    }
    throw new UnreadableDatabase(
        place.shown()
            + (jar.isPresent()
                ? ": the driver in " + jar.get() + " does not accept such a URL"
                : ": there is no bundled driver for such a URL; name the jar of one"));
  }

  /**
   * Loads the drivers in a jar. They cannot use the libraries of this program, so the jar must
   * contain everything that they need. The class loader is never closed.
   */
  private static List<Driver> loadJar(Path jar) {
    if (!Files.isReadable(jar) || Files.isDirectory(jar)) {
      throw new UnreadableDatabase(jar + ": there is no such file, or it cannot be read");
    }
    List<Driver> drivers = new ArrayList<>();
    try {
      addDrivers(
          new URLClassLoader(
              new java.net.URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader()),
          drivers);
    } catch (MalformedURLException e) {
      throw new UnreadableDatabase(jar + ": it cannot be named as a URL");
    }
    if (drivers.isEmpty()) {
      throw new UnreadableDatabase(jar + ": there is no JDBC driver in it that runs here");
    }
    return drivers;
  }

  private static void addDrivers(ClassLoader from, List<Driver> drivers) {
    var found = ServiceLoader.load(Driver.class, from).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        drivers.add(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        // The class is for another Java version, or is not a driver. The next class may work.
      }
    }
  }
}
