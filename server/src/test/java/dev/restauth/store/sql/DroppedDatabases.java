package dev.restauth.store.sql;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Drops each test class's PostgreSQL databases after the class. */
public final class DroppedDatabases implements TestExecutionListener {
  /** The depth of a class in the test tree: below the engine. */
  private static final int CLASS = 2;

  @Override
  public void executionFinished(TestIdentifier ended, TestExecutionResult result) {
    if (UniqueId.parse(ended.getUniqueId()).getSegments().size() == CLASS) {
      TestDatabase.dropAll();
    }
  }
}
