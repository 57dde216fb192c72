package dev.restauth.store;

import java.util.function.Function;

/**
 * Column of a table, and how the export of an account shows it.
 *
 * @param name the name in the schema
 * @param member the name in the export
 * @param value an SQL expression for the value
 * @param identity the identity under which the value is sealed, by its row
 */
public record Column(
    String name, String member, String value, Shown shown, Function<Row, String> identity) {

  /** How an export shows a value. */
  public enum Shown {
    /** As a text. */
    TEXT,
    /** As a number. */
    NUMBER,
    /** As a time. */
    TIME,
    /** As the JSON that it is. */
    JSON,
    /** Unsealed, as a text. */
    SEALED,
    /** Only whether it is there: a digest, or a secret. */
    EXISTENCE,
    /** Not at all: it is about nobody. */
    NEVER
  }

  private Column(String name, Shown shown) {
    this(name, name, name, shown, row -> "");
  }

  /** A text. */
  public static Column text(String name) {
    return new Column(name, Shown.TEXT);
  }

  /** A number. */
  public static Column number(String name) {
    return new Column(name, Shown.NUMBER);
  }

  /** A time. */
  public static Column time(String name) {
    return new Column(name, Shown.TIME);
  }

  /** JSON that this program wrote. */
  public static Column json(String name) {
    return new Column(name, Shown.JSON);
  }

  /** A text that is sealed. */
  public static Column sealed(String name, String member, Function<Row, String> identity) {
    return new Column(name, member, name, Shown.SEALED, identity);
  }

  /** A digest or a secret, of which an export shows only whether it is there. */
  public static Column secret(String name) {
    return new Column(
        name,
        "has_" + name,
        "CASE WHEN " + name + " IS NULL THEN 0 ELSE 1 END",
        Shown.EXISTENCE,
        row -> "");
  }

  /** A column that is about nobody. */
  static Column notPersonal(String name) {
    return new Column(name, Shown.NEVER);
  }

  /** This column under another name, with the value of an SQL expression, such as one of the row it refers to. */
  public Column as(String shownName, String expression) {
    return new Column(name, shownName, expression, shown, identity);
  }
}
