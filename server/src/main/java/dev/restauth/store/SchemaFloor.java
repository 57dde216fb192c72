package dev.restauth.store;

/** The schema version of the oldest program that may use a shared database. */
public final class SchemaFloor {
  private static final String FLOOR = "schema_floor";

  private SchemaFloor() {}

  /**
   * Raises the floor within a transaction, unless it is already as high. Afterwards no older
   * program can start on the database. Call this method before adding rows that an older program
   * would ignore.
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
