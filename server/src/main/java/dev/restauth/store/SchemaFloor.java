package dev.restauth.store;

/** The schema version of the oldest program that may use a shared database. */
public final class SchemaFloor {
  private static final String FLOOR = "schema_floor";

  private SchemaFloor() {}

  /**
   * Raises the schema floor to {@code version}, within a transaction. Does nothing if the floor is
   * already at least that high. Afterwards no program with an older schema version can start on the
   * database. Call this method before adding rows that an older program would ignore.
   */
  public static void raise(Transaction tx, int version) {
    if (isLower(tx.properties().find(FLOOR).orElse("0"), version)) {
      tx.properties()
          .findForUpdate(FLOOR)
          .filter(before -> isLower(before, version))
          .ifPresent(before -> tx.properties().replace(FLOOR, before, Integer.toString(version)));
    }
  }

  private static boolean isLower(String floor, int version) {
    return Integer.parseInt(floor) < version;
  }
}
