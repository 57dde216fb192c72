package dev.restauth.store;

import dev.restauth.store.Table.Jump;
import dev.restauth.store.Table.OnRestore;
import java.util.List;
import java.util.UUID;

/** Tables that belong to the store itself. Every database has them, whatever its features. */
public final class OwnTables {
  /** All tables of the store itself. */
  public static final List<Table> ALL =
      List.of(
          // A restore empties the table, because the old changes belong to another epoch. The rows
          // contain only ids, so they are not personal data.
          new Table("change", OnRestore.EMPTIED, "ten minutes, by the upkeep")
              .notPersonal("number", "kind", "subject", "value", "at"),
          new Table(
                  "change_counter",
                  (table, jump) -> List.of("UPDATE change_counter SET number = 0"),
                  "for good, one row")
              .notPersonal("id", "number"),
          // A restore sets a new epoch, so that every reader of changes starts again. It keeps the
          // other properties, for example the issuer.
          new Table("property", OwnTables::newEpoch, "for good").notPersonal("name", "value"),
          // Records the schema version.
          new Table("flyway_schema_history", OnRestore.STAYS, "for good")
              .notPersonal(
                  "installed_rank",
                  "version",
                  "description",
                  "type",
                  "script",
                  "checksum",
                  "installed_by",
                  "installed_on",
                  "execution_time",
                  "success"));

  private OwnTables() {}

  private static List<String> newEpoch(String table, Jump jump) {
    return List.of(
        "DELETE FROM property WHERE name = 'epoch'",
        "INSERT INTO property (name, value) VALUES ('epoch', '"
            + UUID.randomUUID().toString().replace("-", "")
            + "')");
  }
}
