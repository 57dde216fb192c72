package dev.restauth.operator;

import java.util.List;

/** The outcome of a {@link Request}. */
public sealed interface Reply {

  /**
   * The operation was done, durably.
   *
   * @param facts the results for scripts
   * @param notes the lines for people
   */
  record Done(Facts facts, List<String> notes) implements Reply {
    /** Copies the notes. */
    public Done {
      notes = List.copyOf(notes);
    }

    /** Leaves out the values and the notes: either may contain a secret that is shown once. */
    @Override
    public String toString() {
      return "Done[" + facts + ", notes: " + notes.size() + "]";
    }
  }

  /**
   * The operation was not done.
   *
   * @param message one line for the operator: why, and what to do
   */
  record Failed(String message) implements Reply {}

  /** Returns the reply to an operation that was done, with these lines for people. */
  static Reply done(Facts facts, String... notes) {
    return new Done(facts, List.of(notes));
  }
}
