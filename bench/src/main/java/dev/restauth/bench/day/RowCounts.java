package dev.restauth.bench.day;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts the rows of all tables, and the disk space that each table takes with its indexes. */
public final class RowCounts {
  private static final String TABLES_OF_SQLITE =
      "SELECT tbl_name, sum(pgsize) FROM dbstat('main', 1) JOIN sqlite_schema USING (name)"
          + " WHERE tbl_name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'flyway_%' GROUP BY tbl_name";
  private static final String TABLES_OF_POSTGRESQL =
      "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
          + " AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'flyway_%'";
  private static final double MEGA = 1e6;

  private RowCounts() {}

  private record Size(String table, long bytes) {}

  /**
   * Prints the name, the rows and the megabytes of each table, separated by bars. The tables are
   * sorted by name.
   *
   * @param arguments the JDBC URL
   */
  public static void main(String[] arguments) throws SQLException {
    boolean sqlite = arguments[0].startsWith("jdbc:sqlite:");
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement()) {
      List<Size> sizes = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              (sqlite ? TABLES_OF_SQLITE : TABLES_OF_POSTGRESQL) + " ORDER BY 1")) {
        while (rows.next()) {
          sizes.add(new Size(rows.getString(1), rows.getLong(2)));
        }
      }
      for (Size size : sizes) {
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + size.table())) {
          count.next();
          System.out.printf(
              Locale.ROOT, "%s|%d|%.1f%n", size.table(), count.getLong(1), size.bytes() / MEGA);
        }
      }
    }
  }
}
