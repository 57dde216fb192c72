package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.List;

/**
 * Move of all rows from one database to another, with their ids. Works on the calling thread, which must be a platform
 * thread, and may take long. Until it ends, the move prevents other writes to either database.
 */
public interface DatabaseMove {

  /**
   * Table that is the same in both databases.
   *
   * @param name the name of the table
   * @param rows the number of rows
   * @param sha256 the hash of all rows in the order of their keys, in hexadecimal
   */
  record Table(String name, long rows, String sha256) {}

  /** Outcome of a move or a comparison. */
  sealed interface Outcome {

    /**
     * Both databases have the same rows, each compared byte by byte.
     *
     * @param tables the tables in the order in which they were copied
     */
    record Identical(List<Table> tables) implements Outcome {
      /** Copies the list. */
      public Identical {
        tables = List.copyOf(tables);
      }

      /** The number of rows in all tables. */
      public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
      }
    }

    /**
     * The databases differ. If a copy was made, it cannot be opened.
     *
     * @param findings the first differences, a line each: table and key, never values
     */
    record Different(List<String> findings) implements Outcome {
      /** Copies the list. */
      public Different {
        findings = List.copyOf(findings);
      }
    }
  }

  /**
   * Copies all rows, compares all rows, and only then allows the copy to be opened. A move that was
   * interrupted continues when this is called again.
   *
   * @throws StoreRefusedException with the reason, if the move fails; the rows copied so far
   *     remain, in a database that cannot be opened
   */
  Outcome move(Progress progress);

  /**
   * Compares all rows and changes none.
   *
   * @throws StoreRefusedException with the reason, if the databases cannot be compared
   */
  Outcome compare(Progress progress);
}
