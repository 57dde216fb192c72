package dev.restauth.store;

import java.util.function.Function;

/**
 * Column of a table, and its form in the export of an account.
 *
 * @param name the name in the schema
 * @param member the name in the export
 * @param value an SQL expression for the value
 * @param identity returns the identity to which the encryption of a row's value is bound
 */
public record Column(
    String name, String member, String value, Shown shown, Function<Row, String> identity) {

  /** Form in which an export shows a value. */
  public enum Shown {
    /** Shown as a text. */
    TEXT,
    /** Shown as a number. */
    NUMBER,
    /** Shown as a time. */
    TIME,
    /** Shown as JSON. */
    JSON,
    /** Shown decrypted, as a text. */
    SEALED,
    /** Shown only as existing or missing, because the value is a digest or a secret. */
    EXISTENCE,
    /** Never shown, because the column has no personal data. */
    NEVER
  }

  private Column(String name, Shown shown) {
    this(name, name, name, shown, row -> "");
  }

  /** Returns a column of text. */
  public static Column text(String name) {
    return new Column(name, Shown.TEXT);
  }

  /** Returns a column of numbers. */
  public static Column number(String name) {
    return new Column(name, Shown.NUMBER);
  }

  /** Returns a column of times. */
  public static Column time(String name) {
    return new Column(name, Shown.TIME);
  }

  /** Returns a column of JSON that this program wrote. */
  public static Column json(String name) {
    return new Column(name, Shown.JSON);
  }

  /** Returns a column of encrypted text. */
  public static Column sealed(String name, String member, Function<Row, String> identity) {
    return new Column(name, member, name, Shown.SEALED, identity);
  }

  /** Returns a column of digests or secrets. An export shows only whether a value exists. */
  public static Column secret(String name) {
    return new Column(
        name,
        "has_" + name,
        "CASE WHEN " + name + " IS NULL THEN 0 ELSE 1 END",
        Shown.EXISTENCE,
        row -> "");
  }

  /** Returns a column without personal data. No export shows it. */
  static Column notPersonal(String name) {
    return new Column(name, Shown.NEVER);
  }

  /**
   * Returns this column under another name and with an SQL expression as its value. For example,
   * the expression can read a column of another row, to which this row refers.
   */
  public Column as(String shownName, String expression) {
    return new Column(name, shownName, expression, shown, identity);
  }
}
