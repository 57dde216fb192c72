package dev.restauth.operator;

import java.util.List;

/** The outcome of a {@link Request}. */
public sealed interface Reply {

  /**
   * The operation was performed, and its changes are durable.
   *
   * @param facts the results for scripts
   * @param notes the lines for people
   */
  record Done(Facts facts, List<String> notes) implements Reply {
    /** Copies the notes. */
    public Done {
      notes = List.copyOf(notes);
    }

    /**
     * Returns a text without the values and the notes, because either may contain a secret that is
     * shown once.
     */
    @Override
    public String toString() {
      return "Done[" + facts + ", notes: " + notes.size() + "]";
    }
  }

  /**
   * The operation failed, or its outcome is unknown.
   *
   * @param message the reason and the remedy, for the operator; one line for each problem. If the
   *     operation may have been performed, the message says so
   */
  record Failed(String message) implements Reply {}

  /** Returns the reply for an operation that was performed, with these lines for people. */
  static Reply done(Facts facts, String... notes) {
    return new Done(facts, List.of(notes));
  }
}
