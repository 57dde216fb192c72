package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.List;

/** A database that can be looked at as a whole, also one that no store would open. Thread-safe. */
public interface CheckedDatabase extends Snapshots {

  /**
   * Looks for damage: its constraints, its schema and, of a file, its structure. Changes nothing.
   *
   * @return what was found, a line each; empty where all is well
   */
  List<String> check(Progress progress);
}
