package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.List;

/**
 * Everything of one database moved into another, ids and all. Works on the calling thread, which must be
 * a platform thread, and may take long. Nobody else writes to either database meanwhile: that is seen to.
 */
public interface DatabaseMove {

  /**
   * A table that is the same in both.
   *
   * @param name of the table
   * @param rows how many rows it has
   * @param sha256 of all its rows in the order of their keys, in hexadecimal
   */
  record Table(String name, long rows, String sha256) {}

  /** What came of it. */
  sealed interface Outcome {

    /**
     * Both have the same rows, each compared byte by byte.
     *
     * @param tables in the order in which they were copied
     */
    record Proven(List<Table> tables) implements Outcome {
      /** Copies the list. */
      public Proven {
        tables = List.copyOf(tables);
      }

      /** How many rows there are in all tables. */
      public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
      }
    }

    /**
     * They differ; a copy that was made does not open.
     *
     * @param findings the first of them, a line each: table and key, never values
     */
    record Different(List<String> findings) implements Outcome {
      /** Copies the list. */
      public Different {
        findings = List.copyOf(findings);
      }
    }
  }

  /**
   * Copies all rows, compares all rows, and only then lets the copy be opened. One that was cut off
   * goes on where it was when it is called again.
   *
   * @throws StoreRefusedException where it cannot be done, with the reason; what was copied remains,
   *     and cannot be opened
   */
  Outcome move(Progress progress);

  /**
   * Compares all rows and changes none.
   *
   * @throws StoreRefusedException where it cannot be done, with the reason
   */
  Outcome compare(Progress progress);
}
