package dev.restauth.oauth.client;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies the clients in the configuration file to the database when a server starts. A client that
 * is no longer in the file is disabled; operators can then enable or remove it. A client that is
 * new in the file is active, even if a client with the same id was disabled before.
 */
record ClientSync(Store store, ClientRegistry registry, SecurityEvents events) {

  /** Applies the configuration file. Writes nothing if the file has not changed. */
  void apply(List<ConfiguredClient> clients) {
    if (store.<Boolean>reading(tx -> isApplied(tx, clients))) {
      return;
    }
    Set<String> left =
        store.inTransaction(
            tx -> {
              var _ = new Power(tx).lock(); // other servers may also be starting
              clients.forEach(client -> apply(tx, client));
              Set<String> gone = missing(tx, clients);
              gone.forEach(id -> disable(tx, id));
              return gone;
            });
    left.forEach(registry::endSessions);
  }

  private static boolean isApplied(Transaction tx, List<ConfiguredClient> clients) {
    return missing(tx, clients).isEmpty()
        && clients.stream()
            .allMatch(
                client ->
                    new ClientRows(tx)
                        .find(client.id())
                        .filter(row -> isSame(row, client) && hasSameSecrets(tx, client))
                        .isPresent());
  }

  private static Set<String> missing(Transaction tx, List<ConfiguredClient> clients) {
    Set<String> gone = new HashSet<>(new ClientRows(tx).configured());
    gone.removeAll(clients.stream().map(ConfiguredClient::id).collect(Collectors.toSet()));
    return gone;
  }

  private static boolean isSame(RegisteredClient row, ConfiguredClient client) {
    return row.configured()
        && row.name().equals(client.name())
        && row.metadata().equals(client.metadata());
  }

  private static boolean hasSameSecrets(Transaction tx, ConfiguredClient client) {
    var rows = new ClientRows(tx).secrets(client.id());
    return rows.size() == client.digests().size()
        && rows.stream().allMatch(row -> contains(client.digests(), row.digest()));
  }

  private static boolean contains(List<byte[]> digests, byte[] digest) {
    return digests.stream().anyMatch(each -> ConstantTime.equals(each, digest));
  }

  private void apply(Transaction tx, ConfiguredClient client) {
    ClientRows rows = new ClientRows(tx);
    Optional<RegisteredClient> before = rows.lock(client.id());
    if (before.isPresent() && isSame(before.get(), client) && hasSameSecrets(tx, client)) {
      return;
    }
    RegisteredClient now =
        new RegisteredClient(
            client.id(),
            client.name(),
            true,
            before.filter(RegisteredClient::configured).map(RegisteredClient::active).orElse(true),
            client.metadata(),
            before
                .map(RegisteredClient::generation)
                .orElseGet(() -> new ClientRevocationRows(tx).firstGeneration(client.id())),
            before.map(RegisteredClient::createdAt).orElseGet(tx::now),
            tx.now());
    if (before.isEmpty()) {
      rows.add(now);
    } else {
      rows.replace(now);
    }
    replaceSecrets(tx, now, client.digests());
    record(tx, before.isEmpty() ? EventType.CLIENT_CREATED : EventType.CLIENT_CHANGED, now.id());
  }

  private static void replaceSecrets(
      Transaction tx, RegisteredClient client, List<byte[]> digests) {
    ClientRows rows = new ClientRows(tx);
    rows.secrets(client.id()).stream()
        .filter(row -> !contains(digests, row.digest()))
        .forEach(row -> rows.removeSecret(client, row.digest()));
    for (byte[] digest : digests) {
      if (!rows.addSecret(client, digest, tx.now())
          && rows.secrets(client.id()).stream()
              .noneMatch(row -> ConstantTime.equals(row.digest(), digest))) {
        throw new StoreRefusedException(
            "the configured client "
                + client.id()
                + " has the secret of another client: give it its own");
      }
    }
  }

  private void disable(Transaction tx, String id) {
    new ClientRows(tx)
        .lock(id)
        .ifPresent(
            client -> {
              RegisteredClient left = client.active() ? registry.disabled(tx, client) : client;
              new ClientRows(tx)
                  .replace(
                      new RegisteredClient(
                          left.id(),
                          left.name(),
                          false,
                          false,
                          left.metadata(),
                          left.generation(),
                          left.createdAt(),
                          tx.now()));
              record(tx, EventType.CLIENT_DISABLED, id);
            });
  }

  private void record(Transaction tx, EventType type, String id) {
    events.record(tx, SecurityEvent.of(type).client(id));
  }
}
