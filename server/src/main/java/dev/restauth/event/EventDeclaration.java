package dev.restauth.event;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.Jump;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables of security events. */
public final class EventDeclaration implements Declaration {
  /**
   * The increase of event numbers for each millisecond since the backup. It is enough for ten
   * thousand events per second.
   */
  private static final long RATE = 10;

  private static final String LASTS = "for event-retention, counted from its event";

  @Override
  public List<Table> tables() {
    return List.of(
        ofAccount(
                new Table(
                    "event", OnRestore.STAYS, "for event-retention, even if the account is erased"))
            .notPersonal("number"),
        ofAccount(
            new Table(
                "event_unnumbered", OnRestore.STAYS, "until it is numbered, within a second")),
        new Table("event_person", OnRestore.STAYS, LASTS)
            .ofAccount("account_id = ?", Column.text("event_id"), Column.json("personal"))
            .notPersonal("account_id", "salt"),
        new Table("event_counter", EventDeclaration::raiseNumbers, "for good")
            .notPersonal("id", "number", "removed"));
  }

  private static Table ofAccount(Table table) {
    return table
        .ofAccount(
            "account_id = ?",
            Column.text("id"),
            Column.time("at"),
            Column.text("type"),
            Column.text("actor"),
            Column.text("outcome"),
            Column.text("object"),
            Column.text("request"),
            Column.json("members"))
        .notPersonal("account_id", "commitment");
  }

  /**
   * Raises the counter above all numbers that may have been used since the backup. Otherwise a
   * reader that continues after the last number that it has read would miss events.
   */
  private static List<String> raiseNumbers(String table, Jump jump) {
    return List.of("UPDATE event_counter SET number = number + " + RATE * jump.ahead());
  }
}
