package dev.restauth.export;

import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Column;
import dev.restauth.store.Row;
import dev.restauth.store.Store;
import dev.restauth.store.Table;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything that is stored about an account, according to the declarations of the tables. The
 * export says which secrets and digests exist, but does not contain them. Thread-safe.
 */
public final class Export {
  /**
   * The maximum number of rows of one table in an export. In ordinary use, no account reaches this
   * number.
   */
  static final int ROWS_AT_MOST = 2_000;

  private final Store store;
  private final List<Table> tables;
  private final Unsealer unsealer;
  private final FailedLogIns failures;

  /** Counts the failed log-ins to an account. */
  @FunctionalInterface
  public interface FailedLogIns {
    /** Returns the stored number of consecutive failures. */
    long count(Transaction tx, long accountId);
  }

  /** Creates the export. Only {@code tables} with rows that belong to accounts are exported. */
  public Export(Store store, List<Table> tables, Unsealer unsealer, FailedLogIns failures) {
    this.store = store;
    this.tables = tables.stream().filter(table -> table.ofAccount().isPresent()).toList();
    this.unsealer = unsealer;
    this.failures = failures;
  }

  /** A value from a row, ready to be written. */
  private interface Value {
    void write(JsonWriter json, String member);
  }

  private record Content(
      Instant at,
      long failedLogIns,
      Map<String, List<Map<String, Value>>> rows,
      List<String> cut) {}

  /**
   * Returns a function that writes the members of the export. All data is read in one transaction.
   */
  Consumer<JsonWriter> of(long accountId) {
    Content content = store.reading(tx -> read(tx, accountId));
    if (content.rows().getOrDefault("account", List.of()).isEmpty()) {
      throw new CallerRevokedException();
    }
    return json -> write(json, content);
  }

  private Content read(Transaction tx, long accountId) {
    Map<String, List<Map<String, Value>>> all = new LinkedHashMap<>();
    List<String> cut = new ArrayList<>();
    for (Table table : tables) {
      List<Map<String, Value>> rows =
          tx.sql().ofAccount(table, accountId, ROWS_AT_MOST + 1L, row -> values(table, row));
      if (rows.size() > ROWS_AT_MOST) {
        cut.add(table.name());
        rows = rows.subList(0, ROWS_AT_MOST);
      }
      all.put(table.name(), rows);
    }
    return new Content(tx.now(), failures.count(tx, accountId), all, cut);
  }

  private Map<String, Value> values(Table table, Row row) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Column column : table.personal()) {
      values.put(column.member(), value(column, row));
    }
    return values;
  }

  private Value value(Column column, Row row) {
    String member = column.member();
    return switch (column.shown()) {
      case TEXT -> row.findText(member).map(Export::text).orElse(JsonWriter::nullValue);
      case NUMBER -> row.findNumber(member).map(Export::number).orElse(JsonWriter::nullValue);
      case TIME ->
          row.findInstant(member)
              .map(Instant::toString)
              .map(Export::text)
              .orElse(JsonWriter::nullValue);
      case JSON -> row.findText(member).map(Export::json).orElse(JsonWriter::nullValue);
      case SEALED ->
          row.findBytes(member)
              .map(bytes -> unsealed(bytes, column.identity().apply(row)))
              .orElse(JsonWriter::nullValue);
      case EXISTENCE -> flag(row.number(member) != 0);
      case NEVER -> throw new IllegalArgumentException(column.name());
    };
  }

  private static Value text(String text) {
    return (json, member) -> json.text(member, text);
  }

  private static Value number(long number) {
    return (json, member) -> json.number(member, number);
  }

  private static Value json(String written) {
    return (json, member) -> json.raw(member, written);
  }

  private static Value flag(boolean flag) {
    return (json, member) -> json.flag(member, flag);
  }

  /**
   * Decrypts a value. If decryption fails, the export contains null; {@code restauth check} reports
   * the problem.
   */
  private Value unsealed(byte[] bytes, String identity) {
    try {
      return text(new String(unsealer.open(bytes, identity), StandardCharsets.UTF_8));
    } catch (UnsealFailedException e) {
      return JsonWriter::nullValue;
    }
  }

  private static void write(JsonWriter json, Content content) {
    json.text("exported_at", content.at().toString());
    json.number("failed_log_ins", content.failedLogIns());
    content
        .rows()
        .forEach(
            (table, rows) ->
                json.array(
                    table,
                    items ->
                        rows.forEach(
                            row ->
                                items.object(
                                    members ->
                                        row.forEach(
                                            (member, value) -> value.write(members, member))))));
    json.texts("incomplete", content.cut());
  }
}
