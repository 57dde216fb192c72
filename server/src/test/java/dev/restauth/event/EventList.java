package dev.restauth.event;

import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A list that stores events in place of a database. It also contains events of transactions that
 * were rolled back.
 */
public final class EventList implements SecurityEvents {
  private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

  public List<SecurityEvent> all() {
    return events;
  }

  @Override
  public void record(Transaction tx, SecurityEvent event, Instant at) {
    events.add(event);
  }

  @Override
  public void record(Transaction tx, SecurityEvent event) {
    events.add(event);
  }

  @Override
  public void write(SecurityEvent event) {
    events.add(event);
  }
}
