package dev.restauth.store;

import dev.restauth.store.Table.Jump;
import dev.restauth.store.Table.OnRestore;
import java.util.List;
import java.util.UUID;

/** The tables that the store itself needs, whatever features there are. */
public final class OwnTables {
  /** All of them. */
  public static final List<Table> ALL =
      List.of(
          // Of another epoch.
          new Table("change", OnRestore.EMPTIED, "ten minutes, by the upkeep"),
          new Table(
              "change_counter",
              (table, jump) -> List.of("UPDATE change_counter SET number = 0"),
              "for good, one row"),
          // Whoever follows changes starts afresh. The other properties, the issuer among them,
          // stay.
          new Table("property", OwnTables::newEpoch, "for good"),
          // Says which schema there is.
          new Table("flyway_schema_history", OnRestore.STAYS, "for good"));

  private OwnTables() {}

  private static List<String> newEpoch(String table, Jump jump) {
    return List.of(
        "DELETE FROM property WHERE name = 'epoch'",
        "INSERT INTO property (name, value) VALUES ('epoch', '"
            + UUID.randomUUID().toString().replace("-", "")
            + "')");
  }
}
