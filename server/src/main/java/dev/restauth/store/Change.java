package dev.restauth.store;

/**
 * Change to an account, a key or another row that processes sharing the database may cache. It names what must be
 * dropped from caches, not the new value. Each kind belongs to a feature, which declares its name, and reads and writes
 * it with a record of its own.
 *
 * @param kind the name of the kind, such as {@code account}
 * @param subject the changed object, in the kind's own terms
 * @param value a number that belongs to the change; 0 if there is none
 */
public record Change(String kind, String subject, long value) {
  /** Returns whether the change is of the given kind. */
  public boolean is(String name) {
    return kind.equals(name);
  }
}
