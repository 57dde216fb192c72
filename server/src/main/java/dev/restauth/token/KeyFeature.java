package dev.restauth.token;

import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;

/** The keys that sign tokens, what they are sealed under, and the name under which they sign. */
public final class KeyFeature implements Feature {
  private final Vault vault;
  private final SecurityEvents events;
  private final KeyRotation rotation;
  private final SigningKeys keys;
  private final TokenProfile profile;

  /** As it is configured. */
  public KeyFeature(
      Config config, Store store, Vault vault, SecurityEvents events, InstantSource clock) {
    this.vault = vault;
    this.events = events;
    this.rotation = new KeyRotation(store, vault, KeySettings.policy(config), events);
    this.keys = new SigningKeys(store, vault, clock);
    this.profile = TokenSettings.profile(config, store);
  }

  @Override
  public void begin() {
    vault.prepare();
    keys.reload(); // refuses what cannot be opened before anything is added
    rotation.begin();
    keys.reload();
    var _ = profile.issuer(); // is made now where there is none
  }

  /** Makes and removes keys. */
  public KeyRotation rotation() {
    return rotation;
  }

  /** Those that there are, after the beginning. */
  public SigningKeys keys() {
    return keys;
  }

  /** What all tokens have in common. */
  public TokenProfile profile() {
    return profile;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new JwksRoutes(keys));
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new KeyOperations(rotation, vault, events));
  }

  @Override
  public List<MaintenanceTasks.Task> upkeep() {
    return List.of(
        new MaintenanceTasks.Task("changing signing keys", rotation::tend),
        new MaintenanceTasks.Task("reading signing keys", this::readKeys));
  }

  /** What a commit left whose outcome nobody knew, and nobody could read after it. */
  private boolean readKeys() {
    keys.reload();
    return false;
  }

  @Override
  public void heard(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(SigningKeyChanged.KIND))) {
      keys.reload();
    }
  }

  @Override
  public void afresh() {
    keys.reload();
  }
}
