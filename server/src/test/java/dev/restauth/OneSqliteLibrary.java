package dev.restauth;

import dev.restauth.store.SqliteLibrary;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite's native library like the program does, before any test. If a test opened the driver's own
 * connection first, the driver would load one copy and the program another. Then the JVM binds some functions
 * to one copy and some to the other, which was not initialized, and crashes.
 */
public final class OneSqliteLibrary implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    SqliteLibrary.load(LibraryLoaderUtil::getNativeLibResourcePath, SQLiteJDBCLoader::initialize);
  }
}
