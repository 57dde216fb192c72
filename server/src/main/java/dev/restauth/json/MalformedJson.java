package dev.restauth.json;

/**
 * A text that is not JSON, or JSON beyond a bound. Neither its message nor a cause repeats any of the
 * text, which may hold a password.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a text. */
  public enum Fault {
    /** There is no value in it. */
    EMPTY,
    /** Its bytes are not UTF-8. */
    ENCODING,
    /** It breaks the grammar of JSON, or ends too early. */
    SYNTAX,
    /** An object has two members of one name. */
    DUPLICATE_NAME,
    /** It goes on after the value. */
    MORE_THAN_ONE_VALUE,
    /** Its arrays and objects are nested too deeply. */
    NESTING,
    /** It has a number that is too long. */
    LONG_NUMBER,
    /** It has the name of a member that is too long. */
    LONG_NAME,
    /** It has too many values, or one that is too long. */
    SIZE
  }

  private final Fault fault;
  private final int line;
  private final int column;

  MalformedJson(Fault fault, int line, int column) {
    super("%s at line %d, column %d".formatted(fault, line, column));
    this.fault = fault;
    this.line = line;
    this.column = column;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** The line at which that was noticed, from 1; 0 if it is not known. */
  public int line() {
    return line;
  }

  /** The column, in characters from 1; 0 if it is not known. */
  public int column() {
    return column;
  }
}
