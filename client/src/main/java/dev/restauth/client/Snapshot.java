package dev.restauth.client;

import java.text.ParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A snapshot whose parts have not all arrived yet. It collects ids instead of counting rows,
 * because a duplicated row could hide a missing one. For use by one thread.
 */
final class Snapshot {
  private final long expectedSessions;
  private final long expectedAccounts;
  private final long expectedRights;
  private final long expectedRoles;
  private final boolean hasRights;
  private final Set<String> sessions = new HashSet<>();
  private final Set<String> accounts = new HashSet<>();
  private final Set<String> rights = new HashSet<>();
  private final Set<String> roles = new HashSet<>();
  private Optional<KeySet> keys = Optional.empty();

  private Snapshot(
      long sessions, long accounts, long expectedRights, long expectedRoles, boolean hasRights) {
    this.expectedSessions = sessions;
    this.expectedAccounts = accounts;
    this.expectedRights = expectedRights;
    this.expectedRoles = expectedRoles;
    this.hasRights = hasRights;
  }

  /** Returns an empty snapshot, for the time when no snapshot is in progress. */
  static Snapshot none() {
    return new Snapshot(0, 0, 0, 0, false);
  }

  /**
   * Begins a snapshot with the expected numbers of rows, which its first event contains. A server
   * that does not support changes of rights omits the numbers for them.
   */
  static Snapshot begun(Json first) throws ParseException {
    return new Snapshot(
        first.whole("sessions"),
        first.whole("accounts"),
        first.has("rights") ? first.natural("rights") : 0,
        first.has("roles") ? first.natural("roles") : 0,
        first.has("rights") && first.has("roles"));
  }

  void addSession(String id) {
    sessions.add(id);
  }

  void addAccount(String subject) {
    accounts.add(subject);
  }

  void addRights(String subject) {
    rights.add(subject);
  }

  void addRole(String role) {
    roles.add(role);
  }

  void setKeys(KeySet received) {
    keys = Optional.of(received);
  }

  KeySet keys() {
    return keys.orElse(KeySet.NONE);
  }

  /** Returns whether the server supports changes of rights. */
  boolean hasRights() {
    return hasRights;
  }

  boolean isComplete() {
    return keys.isPresent()
        && sessions.size() == expectedSessions
        && accounts.size() == expectedAccounts
        && rights.size() == expectedRights
        && roles.size() == expectedRoles;
  }
}
