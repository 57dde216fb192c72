package dev.restauth.json;

/**
 * Signals a text that is not JSON, or that exceeds a limit. The message and the cause do not quote the text, which may contain
 * a password.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of faults in a text. */
  public enum Fault {
    /** The text has no value. */
    EMPTY,
    /** The bytes are not valid in their encoding. */
    ENCODING,
    /** The text breaks the grammar of JSON, or ends too early. */
    SYNTAX,
    /** An object has two members of the same name. */
    DUPLICATE_NAME,
    /** The text continues after the value. */
    MORE_THAN_ONE_VALUE,
    /** Arrays and objects are nested too deeply. */
    NESTING,
    /** A number is too long. */
    LONG_NUMBER,
    /** The name of a member is too long. */
    LONG_NAME,
    /** The text has too many values, or a value that is too long. */
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

  /** The kind of fault. */
  public Fault fault() {
    return fault;
  }

  /** The line of the fault, from 1; 0 if it is not known. */
  public int line() {
    return line;
  }

  /** The column of the fault, in characters from 1; 0 if it is not known. */
  public int column() {
    return column;
  }
}
