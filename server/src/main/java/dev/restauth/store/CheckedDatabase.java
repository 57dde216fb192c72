package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.List;

/** Database that can be checked as a whole, even if no store would open it. Thread-safe. */
public interface CheckedDatabase extends Snapshots {

  /**
   * Checks for damage: the constraints, the schema and, for a file, the structure. Changes nothing.
   *
   * @return the findings, a line each; empty if the database is sound
   */
  List<String> check(Progress progress);
}
