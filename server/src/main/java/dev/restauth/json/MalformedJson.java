package dev.restauth.json;

/**
 * Thrown if a text is not JSON or exceeds a limit. The message and the cause do not quote the text,
 * which may contain a password.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of faults in a text. */
  public enum Fault {
    /** The text contains no value. */
    EMPTY,
    /** The bytes are not valid in their encoding. */
    ENCODING,
    /** The text violates the grammar of JSON, or ends too early. */
    SYNTAX,
    /** An object has two members with the same name. */
    DUPLICATE_NAME,
    /** The text continues after the value. */
    MORE_THAN_ONE_VALUE,
    /** Arrays and objects are nested too deeply. */
    NESTING,
    /** A number is too long. */
    LONG_NUMBER,
    /** The name of a member is too long. */
    LONG_NAME,
    /** The text contains too many values, or a value that is too long. */
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

  /** Returns the kind of fault. */
  public Fault fault() {
    return fault;
  }

  /** Returns the line of the fault, from 1; 0 if the line cannot be determined. */
  public int line() {
    return line;
  }

  /**
   * Returns the column of the fault, in characters from 1; 0 if the column cannot be determined.
   */
  public int column() {
    return column;
  }
}
