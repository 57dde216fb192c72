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

/** Finds a driver for a URL: in a jar that the operator names, else among those on board. */
final class Drivers {
  private final Optional<Path> jar;

  Drivers(Optional<Path> jar) {
    this.jar = jar;
  }

  /**
   * The driver for a URL.
   *
   * @throws UnreadableDatabase where there is none
   */
  Driver forUrl(JdbcUrl place) {
    List<Driver> drivers = new ArrayList<>(jar.map(Drivers::inJar).orElse(List.of()));
    loaded(Drivers.class.getClassLoader(), drivers);
    for (Driver driver : drivers) {
      try {
        if (driver.acceptsURL(place.url())) {
          return driver;
        }
      } catch (SQLException | RuntimeException | LinkageError e) {
        // Not this one, then.
      }
    }
    throw new UnreadableDatabase(
        place.shown()
            + (jar.isPresent()
                ? ": the driver in " + jar.get() + " does not take such a URL"
                : ": there is no driver for such a URL on board; name the jar of one"));
  }

  /** Apart from the program's own libraries: it brings along what it needs. Lives as long as the program. */
  private static List<Driver> inJar(Path jar) {
    if (!Files.isReadable(jar) || Files.isDirectory(jar)) {
      throw new UnreadableDatabase(jar + ": there is no such file, or it cannot be read");
    }
    List<Driver> drivers = new ArrayList<>();
    try {
      loaded(
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

  private static void loaded(ClassLoader from, List<Driver> drivers) {
    var found = ServiceLoader.load(Driver.class, from).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        drivers.add(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        // One that is made for another Java, or that is none; the next may do.
      }
    }
  }
}
