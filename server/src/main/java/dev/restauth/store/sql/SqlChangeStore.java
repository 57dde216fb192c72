package dev.restauth.store.sql;

import dev.restauth.store.Change;
import dev.restauth.store.Change.AccountChanged;
import dev.restauth.store.Change.AdoptionChanged;
import dev.restauth.store.Change.ServiceKeyChanged;
import dev.restauth.store.Change.SessionRevoked;
import dev.restauth.store.Change.SigningKeyChanged;
import dev.restauth.store.ChangeStore;
import dev.restauth.store.Micros;
import dev.restauth.store.Row;
import dev.restauth.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Supplier;

/**
 * The changes in SQL.
 *
 * @param history names what becomes of the database where it is not told by the property
 */
record SqlChangeStore(Sql sql, Supplier<String> history) implements ChangeStore {

  @Override
  public Position last() {
    String epoch =
        sql.one("SELECT value FROM property WHERE name = 'epoch'", row -> row.text("value"))
            .orElseThrow();
    long number =
        sql.one("SELECT number FROM change_counter WHERE id = 1", row -> row.number("number"))
            .orElseThrow();
    return new Position(epoch + history.get(), number);
  }

  @Override
  public List<Numbered> after(long number, long atMost) {
    List<Optional<Numbered>> rows =
        sql.all(
            "SELECT number, kind, subject, value FROM change WHERE number > ? ORDER BY number"
                + " LIMIT ?",
            row -> {
              long found = row.number("number");
              return known(row).map(change -> new Numbered(found, change));
            },
            number,
            atMost);
    return rows.stream().flatMap(Optional::stream).toList();
  }

  @Override
  public int purge(Instant before, long atMost) {
    return sql.change(
        "DELETE FROM change WHERE number IN (SELECT number FROM change WHERE at < ? ORDER BY number"
            + " LIMIT ?)",
        before,
        atMost);
  }

  /** The last statements of a transaction: from the first of them on, whoever does so too has to wait. */
  void add(SequencedSet<Change> changes, Instant at) {
    long number =
        sql.one(
                "UPDATE change_counter SET number = number + ? WHERE id = 1 RETURNING number",
                row -> row.number("number"),
                (long) changes.size())
            .orElseThrow();
    number -= changes.size();
    for (Change change : changes) {
      number++;
      insert(number, change, at);
    }
  }

  private void insert(long number, Change change, Instant at) {
    switch (change) {
      case AccountChanged(long id, long generation) ->
          insert(number, "account", Long.toString(id), generation, at);
      case SessionRevoked(String id, Instant until) ->
          insert(number, "session", id, Micros.of(until), at);
      case SigningKeyChanged(String kid) -> insert(number, "signing_key", kid, 0, at);
      case ServiceKeyChanged(String name) -> insert(number, "service_key", name, 0, at);
      case AdoptionChanged(long id) -> insert(number, "adoption", Long.toString(id), 0, at);
    }
  }

  private void insert(long number, String kind, String subject, long value, Instant at) {
    sql.change(
        "INSERT INTO change (number, kind, subject, value, at) VALUES (?, ?, ?, ?, ?)",
        number,
        kind,
        subject,
        value,
        at);
  }

  /** Empty where a newer program announced something that this one has not heard of. */
  static Optional<Change> known(Row row) {
    String subject = row.text("subject");
    return switch (row.text("kind")) {
      case "account" ->
          Optional.of(new AccountChanged(Long.parseLong(subject), row.number("value")));
      case "session" -> Optional.of(new SessionRevoked(subject, row.instant("value")));
      case "signing_key" -> Optional.of(new SigningKeyChanged(subject));
      case "service_key" -> Optional.of(new ServiceKeyChanged(subject));
      case "adoption" -> Optional.of(new AdoptionChanged(Long.parseLong(subject)));
      default -> Optional.empty();
    };
  }
}
