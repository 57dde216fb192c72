package dev.restauth;

import dev.restauth.store.SqliteLibrary;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite's native library in the same way as the program, before any test runs. If a test
 * opened one of the driver's own connections first, the driver and the program would load two
 * copies. The JVM would then bind some functions to the copy that is not initialized, and crash.
 */
public final class OneSqliteLibrary implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    SqliteLibrary.load(LibraryLoaderUtil::getNativeLibResourcePath, SQLiteJDBCLoader::initialize);
  }
}
