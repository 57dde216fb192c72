package dev.restauth.adopt;

import dev.restauth.account.AdoptionChanged;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** The systems from which accounts were adopted. Each call is atomic. */
public record AdoptedSourceRows(Transaction tx) {
  /**
   * Returns the id of the source with this name. If there is none yet, adds the source with the
   * time {@code at}.
   */
  public long findOrAdd(String name, Instant at) {
    tx.sql()
        .change(
            "INSERT INTO adopted_source (name, created_at) VALUES (?, ?)"
                + " ON CONFLICT (name) DO NOTHING",
            name,
            at);
    return find(name).orElseThrow();
  }

  /** Returns the id of the source with this name; empty if there is none. */
  public Optional<Long> find(String name) {
    return tx.sql()
        .one("SELECT id FROM adopted_source WHERE name = ?", row -> row.number("id"), name);
  }

  /** Notifies all servers that accounts were imported from this source. */
  public void announceImport(long sourceId) {
    tx.announce(new AdoptionChanged(sourceId).change());
  }
}
