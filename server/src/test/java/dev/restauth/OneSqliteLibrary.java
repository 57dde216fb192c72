package dev.restauth;

import dev.restauth.store.SqliteLibrary;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite's library as the program does, before any test. A test that came first with a connection of
 * the driver's own would have that load a copy, and the program another: then the JVM takes some functions
 * from the one and some from the other, which was not told to begin, and dies.
 */
public final class OneSqliteLibrary implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    SqliteLibrary.load(LibraryLoaderUtil::getNativeLibResourcePath, SQLiteJDBCLoader::initialize);
  }
}
