package dev.restauth.adopt;

import dev.restauth.account.AdoptionChanged;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** The systems that accounts came from. Each call is atomic. */
public record AdoptedSourceRows(Transaction tx) {
  /** The source of that name, made at {@code at} if there is none yet. */
  public long idOf(String name, Instant at) {
    tx.sql()
        .change(
            "INSERT INTO adopted_source (name, created_at) VALUES (?, ?)"
                + " ON CONFLICT (name) DO NOTHING",
            name,
            at);
    return find(name).orElseThrow();
  }

  /** The source of that name, or empty. */
  public Optional<Long> find(String name) {
    return tx.sql()
        .one("SELECT id FROM adopted_source WHERE name = ?", row -> row.number("id"), name);
  }

  /** Has everybody hear that accounts came from it. */
  public void brought(long sourceId) {
    tx.announce(new AdoptionChanged(sourceId).change());
  }
}
