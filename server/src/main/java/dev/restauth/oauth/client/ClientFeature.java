package dev.restauth.oauth.client;

import dev.restauth.config.Config;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.role.PowerGuard;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.token.TokenSettings;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.Vault;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The OAuth client feature. */
public final class ClientFeature implements Feature {
  /** The maximum number of rows that one transaction removes. */
  private static final long BATCH = 500;

  private final Config config;
  private final Store store;
  private final CachedClients clients;
  private final ClientRegistry registry;
  private final ClientRoutes routes;
  private final SecurityEvents events;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature for the clients in {@code store}.
   *
   * @param end ends the sessions of a client that is disabled or removed
   * @param tokensUntil returns the time by which all tokens that were issued before a given time
   *     will have expired
   * @param holdsLease whether this process holds the maintenance lease, which only one server holds
   *     at a time
   */
  public ClientFeature(
      Config config,
      Store store,
      Vault vault,
      ClientEnd end,
      UnaryOperator<Instant> tokensUntil,
      BooleanSupplier holdsLease,
      SecurityEvents events) {
    this.config = config;
    this.store = store;
    this.clients = new CachedClients(store);
    this.registry = new ClientRegistry(store, end, tokensUntil, events);
    this.routes =
        new ClientRoutes(registry, new PowerGuard(events), new Cursors(vault), new RandomIds());
    this.events = events;
    this.holdsLease = holdsLease;
  }

  /** Returns the OAuth clients. */
  public CachedClients clients() {
    return clients;
  }

  @Override
  public void begin() {
    List<ConfiguredClient> configured = config.get(ClientSettings.CLIENTS);
    boolean hadSome =
        !configured.isEmpty()
            || !store.<List<String>>reading(tx -> new ClientRows(tx).configured()).isEmpty();
    if (hadSome) {
      new ClientSync(store, registry, events).apply(configured);
    }
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new ClientOperations(registry, TokenSettings.issuer(config)));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing expired revocations of clients",
            () ->
                holdsLease.getAsBoolean()
                    && store.<Integer>inTransaction(
                            tx -> new ClientRevocationRows(tx).purge(tx.now(), BATCH))
                        == BATCH),
        new MaintenanceTasks.Task(
            "removing spent assertions",
            () ->
                holdsLease.getAsBoolean()
                    && store.<Integer>inTransaction(
                            tx -> new SpentAssertionRows(tx).purge(tx.now(), BATCH))
                        == BATCH));
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      ClientChanged.of(change).ifPresent(changed -> clients.invalidate(changed.id()));
    }
  }

  @Override
  public void invalidateAll() {
    clients.invalidateAll();
  }
}
