package dev.restauth.oauth.client;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Statements on the table {@code client}. Each call is atomic and announces its change. */
public record ClientRows(Transaction tx) {

  /** Adds a client, unless a client with this id exists. Returns whether the client was added. */
  public boolean add(RegisteredClient client) {
    return announced(
        client.id(),
        client.generation(),
        tx.sql()
            .change(
                "INSERT INTO client (id, name, source, state, metadata, generation, created_at, updated_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                client.id(),
                client.name(),
                client.source(),
                client.state(),
                client.metadata().text(),
                client.generation(),
                client.createdAt(),
                client.updatedAt()));
  }

  /** Finds a client, whatever its state. */
  public Optional<RegisteredClient> find(String id) {
    return tx.sql()
        .one(
            "SELECT id, name, source, state, metadata, generation, created_at, updated_at"
                + " FROM client WHERE id = ?",
            ClientRows::client,
            id);
  }

  /** Finds a client, whatever its state, and locks it until the transaction ends. */
  Optional<RegisteredClient> lock(String id) {
    return tx.sql()
        .one(
            "UPDATE client SET id = id WHERE id = ?"
                + " RETURNING id, name, source, state, metadata, generation, created_at, updated_at",
            ClientRows::client,
            id);
  }

  /**
   * Finds a client, whatever its state. No other transaction can change or remove the client until
   * this transaction ends.
   */
  Optional<RegisteredClient> hold(String id) {
    return tx
        .sql()
        .all(
            // SQLite has only one writer, so no lock is needed.
            "SELECT id, name, source, state, metadata, generation, created_at, updated_at"
                + " FROM client WHERE id = ?",
            "SELECT id, name, source, state, metadata, generation, created_at, updated_at"
                + " FROM client WHERE id = ? FOR SHARE",
            ClientRows::client,
            id)
        .stream()
        .findFirst();
  }

  /** Returns clients in the order of their ids. */
  List<RegisteredClient> after(String id, long atMost) {
    return tx.sql()
        .all(
            "SELECT id, name, source, state, metadata, generation, created_at, updated_at"
                + " FROM client WHERE id > ? ORDER BY id LIMIT ?",
            "SELECT id, name, source, state, metadata, generation, created_at, updated_at"
                + " FROM client WHERE id COLLATE \"C\" > ? ORDER BY id COLLATE \"C\" LIMIT ?",
            ClientRows::client,
            id,
            atMost);
  }

  long count() {
    return tx.sql().one("SELECT count(*) AS n FROM client", row -> row.number("n")).orElseThrow();
  }

  /** Returns the ids of the clients that were in the configuration file at the last start. */
  List<String> configured() {
    return tx.sql().all("SELECT id FROM client WHERE source = 'configured'", row -> row.text("id"));
  }

  /** Replaces all columns except the id and the time of creation. */
  void replace(RegisteredClient client) {
    announced(
        client.id(),
        client.generation(),
        tx.sql()
            .change(
                "UPDATE client SET name = ?, source = ?, state = ?, metadata = ?, generation = ?, updated_at = ?"
                    + " WHERE id = ?",
                client.name(),
                client.source(),
                client.state(),
                client.metadata().text(),
                client.generation(),
                client.updatedAt(),
                client.id()));
  }

  /** Removes a client to which no other row refers. */
  void remove(RegisteredClient client) {
    announced(
        client.id(),
        client.generation(),
        tx.sql().change("DELETE FROM client WHERE id = ?", client.id()));
  }

  /** A secret of a client. */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  record SecretRow(byte[] digest, Instant createdAt) {
    /** Returns a text without the digest. */
    @Override
    public String toString() {
      return "SecretRow[createdAt=" + createdAt + "]";
    }
  }

  /** Returns the secrets of a client, oldest first. */
  List<SecretRow> secrets(String id) {
    return tx.sql()
        .all(
            "SELECT digest, created_at FROM client_secret WHERE client_id = ? ORDER BY created_at, digest",
            row -> new SecretRow(row.bytes("digest"), row.instant("created_at")),
            id);
  }

  /** Adds a secret. Returns {@code false} if another client has the same secret. */
  public boolean addSecret(RegisteredClient of, byte[] digest, Instant now) {
    return announced(
        of.id(),
        of.generation(),
        tx.sql()
            .change(
                "INSERT INTO client_secret (digest, client_id, created_at) VALUES (?, ?, ?)"
                    + " ON CONFLICT (digest) DO NOTHING",
                digest,
                of.id(),
                now));
  }

  /** Removes a secret. Returns whether the secret existed. */
  boolean removeSecret(RegisteredClient of, byte[] digest) {
    return announced(
        of.id(),
        of.generation(),
        tx.sql()
            .change(
                "DELETE FROM client_secret WHERE digest = ? AND client_id = ?", digest, of.id()));
  }

  private boolean announced(String id, long generation, int changed) {
    if (changed > 0) {
      tx.announce(new ClientChanged(id, generation).change());
    }
    return changed > 0;
  }

  private static RegisteredClient client(Row row) {
    return new RegisteredClient(
        row.text("id"),
        row.text("name"),
        row.text("source").equals("configured"),
        row.text("state").equals("active"),
        ClientMetadata.stored(row.text("metadata")),
        row.number("generation"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
