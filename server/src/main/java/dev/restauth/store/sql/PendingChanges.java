package dev.restauth.store.sql;

import dev.restauth.store.Change;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Changes that a transaction has announced so far; not thread-safe. */
final class PendingChanges {
  private final SequencedSet<Change> changes = new LinkedHashSet<>();

  void add(Change change) {
    changes.add(change);
  }

  List<Change> all() {
    return List.copyOf(changes);
  }

  /** Returns the changes and clears them. */
  SequencedSet<Change> take() {
    SequencedSet<Change> taken = new LinkedHashSet<>(changes);
    changes.clear();
    return taken;
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Clears the changes, for a new transaction or after a rollback. */
  void clear() {
    changes.clear();
  }
}
