package dev.restauth.store;

/**
 * Change to an account, a key or another row that the servers of a shared database may cache. The
 * change names the cache entries to drop, not the new value. Each kind of change belongs to one
 * feature, which declares the name of the kind and a record that reads and writes changes of this
 * kind.
 *
 * @param kind the name of the kind, such as {@code account}
 * @param subject the changed object, in a form that the feature chooses
 * @param value a number that belongs to the change; 0 if there is none
 */
public record Change(String kind, String subject, long value) {
  /** Returns whether the change is of the given kind. */
  public boolean is(String name) {
    return kind.equals(name);
  }
}
