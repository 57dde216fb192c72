package dev.restauth.store;

/**
 * What was changed of that which every process that shares the database may remember: it names what is to
 * be dropped, not what it is now. Each kind belongs to a feature, which makes and reads it by a record of
 * its own and declares its name.
 *
 * @param kind the name, such as {@code account}
 * @param subject what of that kind; in the kind's own terms
 * @param value a number that goes with it; 0 if none does
 */
public record Change(String kind, String subject, long value) {
  /** Whether it is of that kind. */
  public boolean is(String name) {
    return kind.equals(name);
  }
}
