package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The users of a Supabase project, from its table {@code auth.users} as CSV. The user name is the
 * e-mail address; without an address, it is the telephone number.
 */
public final class SupabaseCsvSource implements AccountSource {
  private static final List<String> REQUIRED = List.of("id", "email", "encrypted_password");

  /**
   * The columns that are required unless factors may be dropped. Supabase stores second factors in
   * another table, which the export must join.
   */
  private static final List<String> WITH_FACTORS =
      Stream.concat(REQUIRED.stream(), Stream.of(FactorColumns.SECRET, FactorColumns.OTHER))
          .toList();

  private final Path file;
  private final boolean dropsFactors;
  private final InstantSource clock;

  /**
   * Reads one file.
   *
   * @param dropsFactors whether the file may lack the columns of second factors
   * @param clock returns the current time, which decides whether a ban has ended
   */
  public SupabaseCsvSource(Path file, boolean dropsFactors, InstantSource clock) {
    this.file = file;
    this.dropsFactors = dropsFactors;
    this.clock = clock;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    new CsvRows(file, dropsFactors ? REQUIRED : WITH_FACTORS)
        .forEach(
            ReadProgress.of(List.of(file), progress),
            row -> {
              var entry =
                  row.entry()
                      .key(value(row, "id"))
                      .name(value(row, "email").or(() -> value(row, "phone")))
                      .hash(value(row, "encrypted_password"))
                      .email(value(row, "email"))
                      .active(value(row, "banned_until").filter(this::isFuture).isEmpty())
                      .createdAt(value(row, "created_at").flatMap(ExportTimes::dateAndTime))
                      .factors(row.factors());
              value(row, "deleted_at").ifPresent(_ -> entry.flaw("it was deleted there"));
              entry.sendTo(sink);
            });
  }

  /** Returns a value; empty for the word NULL, which some programs write for a missing value. */
  private static Optional<String> value(CsvRows.Row row, String column) {
    return row.value(column).filter(text -> !text.equalsIgnoreCase("null"));
  }

  /**
   * Returns whether the time is in the future; true if the text is no time, such as {@code
   * infinity}.
   */
  private boolean isFuture(String time) {
    return ExportTimes.dateAndTime(time).map(t -> t.isAfter(clock.instant())).orElse(true);
  }

  /** Returns a text that names the file. */
  @Override
  public String toString() {
    return "SupabaseCsvSource[" + file + "]";
  }
}
