package dev.restauth.accountpage;

import dev.restauth.TestServer;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.client.TestClients;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An account with many sessions, remembered browsers, passkeys and clients. Strangers chose their
 * names. The test writes the rows directly into the database, as an importer or a release with
 * weaker rules could have done.
 */
record CrowdedAccount(TestServer server, String username) {
  private static final RandomIds IDS = new RandomIds();

  private void write(Consumer<Transaction> rows) {
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              rows.accept(tx);
              return true;
            });
  }

  private long id() {
    return server.account(username).id();
  }

  /** Adds browser sessions that copy an existing one. */
  CrowdedAccount sessions(int number, String userAgent) {
    write(
        tx -> {
          for (int i = 0; i < number; i++) {
            String id = IDS.next();
            tx.sql()
                .change(
                    "INSERT INTO browser_session (id, digest, account_id, generation, methods, authenticated_at,"
                        + " renewed_at, ends_at, address, user_agent) SELECT ?, ?, account_id, generation, methods,"
                        + " authenticated_at, renewed_at, ends_at, address, ? FROM browser_session"
                        + " WHERE account_id = ? LIMIT 1",
                    id,
                    Sha256.of(id),
                    userAgent,
                    id());
          }
        });
    return this;
  }

  /** Adds remembered browsers, which are not asked for the second factor. */
  CrowdedAccount remembered(int number, String userAgent) {
    long generation = server.account(username).generation();
    write(
        tx -> {
          Instant now = tx.now();
          for (int i = 0; i < number; i++) {
            String id = IDS.next();
            tx.sql()
                .change(
                    "INSERT INTO remembered_device (id, digest, account_id, generation, created_at, used_at,"
                        + " ends_at, address, user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    Sha256.of(id),
                    id(),
                    generation,
                    now,
                    now,
                    now.plus(Duration.ofDays(30)),
                    "2001:db8:1234:5678::1",
                    userAgent);
          }
        });
    return this;
  }

  /** Adds passkeys with a name. */
  CrowdedAccount passkeys(int number, String name) {
    write(
        tx -> {
          for (int i = 0; i < number; i++) {
            String id = IDS.next();
            tx.sql()
                .change(
                    "INSERT INTO passkey (id, account_id, credential_id, user_handle, data, name, model, transports,"
                        + " counter, verified, backup_eligible, backed_up, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    id(),
                    Sha256.of(id),
                    Sha256.of(username),
                    Sha256.of(id),
                    name,
                    "",
                    "internal",
                    0L,
                    1L,
                    1L,
                    1L,
                    tx.now());
          }
        });
    return this;
  }

  /** Adds clients that have access to the account. */
  CrowdedAccount applications(int number, String name, String scope, Optional<String> audience) {
    for (int i = 0; i < number; i++) {
      String client = "app-" + IDS.next().replace('_', 'x');
      new TestClients(server).addPublic(client, "https://" + i + ".example/cb");
      write(
          tx -> {
            tx.sql().change("UPDATE client SET name = ? WHERE id = ?", name, client);
            tx.sql()
                .change(
                    "INSERT INTO consent (account_id, client_id, scope, audience, created_at) VALUES (?, ?, ?, ?, ?)",
                    id(),
                    client,
                    scope,
                    audience,
                    tx.now());
          });
    }
    return this;
  }
}
