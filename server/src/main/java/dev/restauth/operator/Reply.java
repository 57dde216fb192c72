package dev.restauth.operator;

import java.util.List;

/** The outcome of a {@link Request}. */
public sealed interface Reply {

  /**
   * It was done, durably.
   *
   * @param facts for scripts
   * @param notes for people, a line each
   */
  record Done(Facts facts, List<String> notes) implements Reply {
    /** Copies the notes. */
    public Done {
      notes = List.copyOf(notes);
    }

    /** Without the values, and without the notes: either may hold a secret that is shown once. */
    @Override
    public String toString() {
      return "Done[" + facts + ", notes: " + notes.size() + "]";
    }
  }

  /**
   * It was not done.
   *
   * @param message one line for the operator: why, and what to do
   */
  record Failed(String message) implements Reply {}

  /** Done, with these lines for people. */
  static Reply done(Facts facts, String... notes) {
    return new Done(facts, List.of(notes));
  }
}
