package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The users of any system, as CSV. The first line names the columns, in any order. The column
 * {@code username} is required. The other columns are optional: {@code id}, {@code password_hash},
 * {@code salt}, {@code email}, {@code active}, {@code created_at} and the columns of {@link
 * FactorColumns}. Other columns are ignored.
 */
public final class CsvSource implements AccountSource {
  private static final Set<String> YES = Set.of("true", "t", "yes", "y", "1");
  private static final Set<String> NO = Set.of("false", "f", "no", "n", "0");

  private final Path file;

  /** Reads one file. */
  public CsvSource(Path file) {
    this.file = file;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    new CsvRows(file, List.of("username"))
        .forEach(
            ReadProgress.of(List.of(file), progress),
            row -> {
              var entry =
                  row.entry()
                      .key(row.value("id"))
                      .name(row.value("username"))
                      .hash(row.value("password_hash"))
                      .salt(row.value("salt"))
                      .email(row.value("email"))
                      .createdAt(row.value("created_at").flatMap(ExportTimes::dateAndTime))
                      .factors(row.factors());
              row.value("active").ifPresent(text -> active(entry, text.toLowerCase(Locale.ROOT)));
              entry.sendTo(sink);
            });
  }

  private static void active(Entry entry, String text) {
    if (NO.contains(text)) {
      entry.active(false);
    } else if (!YES.contains(text)) {
      entry.flaw("its column active is neither true nor false");
    }
  }

  /** Returns a text that names the file. */
  @Override
  public String toString() {
    return "CsvSource[" + file + "]";
  }
}
