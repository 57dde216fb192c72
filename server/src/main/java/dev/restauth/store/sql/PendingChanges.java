package dev.restauth.store.sql;

import dev.restauth.store.Change;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** What a transaction has changed so far and is to tell others; not thread-safe. */
final class PendingChanges {
  private final SequencedSet<Change> changes = new LinkedHashSet<>();

  void add(Change change) {
    changes.add(change);
  }

  /** What there is. */
  List<Change> all() {
    return List.copyOf(changes);
  }

  /** Hands over what there is and begins anew. */
  SequencedSet<Change> take() {
    SequencedSet<Change> taken = new LinkedHashSet<>(changes);
    changes.clear();
    return taken;
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** For a transaction that begins, or was undone. */
  void clear() {
    changes.clear();
  }
}
