package dev.restauth.trial;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the calls that reach each page. Thread-safe. */
public final class FormCalls {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  void count(String page) {
    counts.merge(page, 1, Integer::sum);
  }

  /** Returns the number of calls that reached a page since the last time. */
  public int take(String page) {
    Integer count = counts.remove(page);
    return count == null ? 0 : count;
  }
}
