package dev.restauth.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a change ended, for those who keep it in memory. Of one transaction; not thread-safe. */
final class Ended {
  private final Map<String, Instant> sessions = new HashMap<>();
  private final List<String> covered = new ArrayList<>();
  private final List<Long> accounts = new ArrayList<>();

  void session(String id, Instant tokensUntil) {
    sessions.put(id, tokensUntil);
  }

  /**
   * All tokens of an account.
   *
   * @param sessionIds its revoked sessions, which need not be known any more
   */
  void account(long id, Collection<String> sessionIds) {
    accounts.add(id);
    covered.addAll(sessionIds);
  }

  void clear() {
    sessions.clear();
    covered.clear();
    accounts.clear();
  }

  boolean isEmpty() {
    return sessions.isEmpty() && accounts.isEmpty();
  }

  /** With the time when its last token will have expired, each. */
  Map<String, Instant> sessions() {
    return sessions;
  }

  List<String> covered() {
    return covered;
  }

  List<Long> accounts() {
    return accounts;
  }
}
