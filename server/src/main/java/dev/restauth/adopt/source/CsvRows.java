package dev.restauth.adopt.source;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.restauth.adopt.sql.LegacyRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a CSV file (RFC 4180) whose first row names the columns. The separator is the comma,
 * the semicolon or the tab, according to the first row.
 */
final class CsvRows {
  /** Maximum length of the first row, in characters. */
  static final int HEADER_AT_MOST = 1 << 14;

  /**
   * Maximum length of a field, in characters. It is high, because columns that are not used may
   * contain much text.
   */
  static final int FIELD_AT_MOST = 1 << 20;

  private static final Pattern LINE = Pattern.compile("line ([0-9]+)");
  private static final int COLUMNS_AT_MOST = 512;
  private static final List<String> SEPARATORS = List.of(",", ";", "\t");

  private final Path file;
  private final List<String> required;
  private Map<String, Integer> columns = Map.of();
  private List<String> factorColumns = List.of();

  /** Creates the rows of a file that must have the required columns. */
  CsvRows(Path file, List<String> required) {
    this.file = file;
    this.required = required;
  }

  final class Row {
    private final CsvRecord row;

    Row(CsvRecord row) {
      this.row = row;
    }

    /** Returns the value verbatim; empty if the column or the value is missing. */
    Optional<String> value(String column) {
      return Optional.ofNullable(columns.get(column))
          .filter(index -> index < row.getFieldCount())
          .map(row::getField)
          .filter(text -> !text.isEmpty());
    }

    /** Returns the second factors in the columns of the row. */
    SourceFactors factors() {
      Map<String, String> found = new HashMap<>();
      for (String column : factorColumns) {
        value(column)
            .filter(text -> !text.equalsIgnoreCase("null"))
            .ifPresent(text -> found.put(column, text));
      }
      return FactorColumns.read(found);
    }

    /** Returns an empty entry that names the line of this row. */
    Entry entry() {
      var entry = new Entry("line " + row.getStartingLineNumber());
      if (row.getFieldCount() != columns.size()) {
        entry.misread(
            "it has %d fields, but the first line has %d"
                .formatted(row.getFieldCount(), columns.size()));
      }
      return entry;
    }
  }

  void forEach(ReadProgress bytesRead, Consumer<Row> reader) {
    try (var text = new BufferedReader(SourceText.open(file, bytesRead));
        CloseableIterator<CsvRecord> rows = csv(text).iterator()) {
      if (rows.hasNext()) {
        columns = columns(rows.next());
        factorColumns = columns.keySet().stream().filter(LegacyRow::isFactor).toList();
      }
      if (!columns.keySet().containsAll(required)) {
        throw SourceText.unreadable(
            file, "must name its columns in the first line, with " + String.join(", ", required));
      }
      while (rows.hasNext()) {
        reader.accept(new Row(rows.next()));
      }
    } catch (CsvParseException e) {
      throw unwrapped(e);
    } catch (IOException e) {
      throw SourceText.unreadable(file, e);
    }
  }

  private CsvReader<CsvRecord> csv(BufferedReader text) throws IOException {
    return CsvReader.builder()
        .fieldSeparator(separator(text))
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .maxBufferSize(FIELD_AT_MOST)
        .build(
            CsvRecordHandler.of(
                handler ->
                    handler
                        .maxFields(COLUMNS_AT_MOST)
                        .maxFieldSize(FIELD_AT_MOST)
                        .maxRecordSize(4 * FIELD_AT_MOST)),
            text);
  }

  /**
   * Splits the first line at each separator. Returns the first separator that yields all required
   * columns; the comma if none does.
   */
  private String separator(BufferedReader text) throws IOException {
    text.mark(HEADER_AT_MOST);
    String first = firstLine(text);
    text.reset();
    return SEPARATORS.stream()
        .filter(
            separator ->
                List.of(first.split(separator, -1)).stream()
                    .map(name -> column(name.replace("\"", "")))
                    .toList()
                    .containsAll(required))
        .findFirst()
        .orElse(SEPARATORS.getFirst());
  }

  private static String firstLine(Reader text) throws IOException {
    var line = new StringBuilder();
    for (int next = text.read();
        next >= 0 && next != '\n' && next != '\r' && line.length() < HEADER_AT_MOST - 1;
        next = text.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private Map<String, Integer> columns(CsvRecord header) {
    Map<String, Integer> found = new HashMap<>();
    List<String> names = new ArrayList<>(header.getFields());
    for (int i = 0; i < names.size(); i++) {
      if (found.putIfAbsent(column(names.get(i)), i) != null) {
        throw SourceText.unreadable(
            file, "has two columns named " + Entry.shown(column(names.get(i))));
      }
    }
    return found;
  }

  private static String column(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the exception inside the library's exception, for example about text that is not UTF-8.
   * If there is none, returns an exception about invalid CSV.
   */
  private RuntimeException unwrapped(CsvParseException e) {
    return switch (e.getCause()) {
      case RuntimeException inner -> inner;
      case Error inner -> throw inner;
      case null, default ->
          SourceText.unreadable(
              file,
              "is not valid CSV%s: a quote is not closed, text follows a closing quote, or a field"
                      .formatted(line(e))
                  + " is longer than 1 MB, or there are more than 512 columns");
    };
  }

  /** Returns the line number from the library's message. The message itself may quote the file. */
  private static String line(CsvParseException e) {
    Matcher line = LINE.matcher(String.valueOf(e.getMessage()));
    return line.find() ? " in the record that begins at line " + line.group(1) : "";
  }
}
