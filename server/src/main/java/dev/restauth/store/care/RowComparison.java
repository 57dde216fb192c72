package dev.restauth.store.care;

import dev.restauth.crypto.RunningSha256;
import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.DatabaseMove.Table;
import dev.restauth.store.care.MovedTable.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Comparison of two databases: their rows, in the order of the keys, and their id counters. After
 * ten differences, it reads no more rows, and only compares the id counter of the current table.
 * Changes nothing.
 */
final class RowComparison {
  private static final int FINDINGS_AT_MOST = 10;

  private final MoveEndpoint source;
  private final MoveEndpoint target;
  private final List<MovedTable> tables;
  private final Progress progress;
  private final List<String> findings = new ArrayList<>();
  private long done;
  private long total;

  RowComparison(
      MoveEndpoint source, MoveEndpoint target, List<MovedTable> tables, Progress progress) {
    this.source = source;
    this.target = target;
    this.tables = tables;
    this.progress = progress;
  }

  Outcome run() {
    total = tables.stream().mapToLong(this::rows).sum();
    List<Table> same = new ArrayList<>();
    for (MovedTable table : tables) {
      progress.advanced(step(table), done, total);
      same.add(compare(table));
      compareCounters(table);
      if (findings.size() >= FINDINGS_AT_MOST) {
        break;
      }
    }
    return findings.isEmpty() ? new Outcome.Identical(same) : new Outcome.Different(findings);
  }

  private long rows(MovedTable table) {
    try {
      return source.rows(table);
    } catch (SQLException e) {
      throw source.refused(e);
    }
  }

  private Table compare(MovedTable table) {
    RunningSha256 digest = new RunningSha256();
    List<Integer> key = table.keyIndexes();
    long count = 0;
    try (RowStream sourceRows = RowStream.all(source, table);
        RowStream targetRows = RowStream.all(target, table)) {
      Optional<MovedRow> one = sourceRows.next();
      Optional<MovedRow> other = targetRows.next();
      while ((one.isPresent() || other.isPresent()) && findings.size() < FINDINGS_AT_MOST) {
        int order = order(one, other, key);
        if (order < 0) {
          findings.add("the " + one.orElseThrow() + " is missing in " + target.database());
        } else if (order > 0) {
          findings.add("the " + other.orElseThrow() + " is only in " + target.database());
        } else {
          byte[] encoded = one.orElseThrow().encoded();
          digest.add(encoded);
          if (!Arrays.equals(encoded, other.orElseThrow().encoded())) {
            findings.add(different(one.orElseThrow(), other.orElseThrow()));
          }
        }
        if (order <= 0) {
          count++;
          one = sourceRows.next();
          countRow(table);
        }
        if (order >= 0) {
          other = targetRows.next();
        }
      }
    }
    return new Table(table.name(), count, digest.hex());
  }

  private static int order(Optional<MovedRow> one, Optional<MovedRow> other, List<Integer> key) {
    if (one.isEmpty()) {
      return 1;
    }
    return other.map(row -> one.get().compareKey(row, key)).orElse(-1);
  }

  private static String different(MovedRow one, MovedRow other) {
    List<String> columns =
        one.table().columns().stream()
            .filter(column -> !one.cell(column).equals(other.cell(column)))
            .map(Column::name)
            .toList();
    return "the " + one + " differs in " + String.join(", ", columns);
  }

  /**
   * Checks that the target's id counter is not behind the source's counter. Otherwise the target
   * would issue ids again that the source has already issued.
   */
  private void compareCounters(MovedTable table) {
    if (!table.hasNumericKey()) {
      return;
    }
    long issued;
    try {
      issued = source.lastId(table);
    } catch (SQLException e) {
      throw source.refused(e);
    }
    try {
      if (target.hasIdCounter(table) && target.lastId(table) < issued) {
        findings.add("ids that the table " + table.name() + " has issued would be issued again");
      }
    } catch (SQLException e) {
      throw target.refused(e);
    }
  }

  private void countRow(MovedTable table) {
    done++;
    if (done % MoveEndpoint.BATCH == 0) {
      progress.advanced(step(table), done, total);
    }
  }

  private static String step(MovedTable table) {
    return "comparing " + table.name();
  }
}
