package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.List;

/**
 * Database that can be checked as a whole, even if it is too damaged to be opened as a store.
 * Thread-safe.
 */
public interface CheckedDatabase extends Snapshots {

  /**
   * Checks the database for damage: its constraints, its schema and, for a file, its structure.
   * Changes nothing.
   *
   * @return the findings, one line each; empty if the database is sound
   */
  List<String> check(Progress progress);
}
