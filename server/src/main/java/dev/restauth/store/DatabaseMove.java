package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.List;

/**
 * Move of all rows, with their ids, from one database to another. Runs on the calling thread, which
 * must be a platform thread, and may take long. During the move, nobody else can write to either
 * database.
 */
public interface DatabaseMove {

  /**
   * Table that has the same rows in both databases.
   *
   * @param name the name of the table
   * @param rows the number of rows
   * @param sha256 the hash of all rows in the order of their keys, in hexadecimal
   */
  record Table(String name, long rows, String sha256) {}

  /** Outcome of a move or a comparison. */
  sealed interface Outcome {

    /**
     * Both databases have the same rows, which were compared byte by byte.
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
     * The databases differ. If rows were copied, the target cannot be opened.
     *
     * @param findings the first differences, one line each: the table and the key, never values
     */
    record Different(List<String> findings) implements Outcome {
      /** Copies the list. */
      public Different {
        findings = List.copyOf(findings);
      }
    }
  }

  /**
   * Copies all rows, compares all rows, and only then allows the copy to be opened. To continue an
   * interrupted move, call this method again.
   *
   * @throws StoreRefusedException with the reason, if the move fails. The rows copied so far remain
   *     in the target, which cannot be opened
   */
  Outcome move(Progress progress);

  /**
   * Compares all rows of the two databases. Changes nothing.
   *
   * @throws StoreRefusedException with the reason, if the databases cannot be compared
   */
  Outcome compare(Progress progress);
}
