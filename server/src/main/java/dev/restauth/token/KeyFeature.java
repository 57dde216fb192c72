package dev.restauth.token;

import dev.restauth.config.Config;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The keys that sign tokens, the master key that encrypts them, and the issuer of the tokens. */
public final class KeyFeature implements Feature {
  private final Vault vault;
  private final SecurityEvents events;
  private final KeyRotation rotation;
  private final SigningKeys keys;
  private final IdTokenKeys idTokenKeys;
  private final TokenProfile profile;
  private final Duration rotationInterval;

  /**
   * Creates the feature. The signing algorithm, the rotation and the token profile come from {@code
   * config}.
   */
  public KeyFeature(
      Config config, Store store, Vault vault, SecurityEvents events, InstantSource clock) {
    this.vault = vault;
    this.events = events;
    this.rotation = new KeyRotation(store, vault, KeySettings.policy(config), events);
    this.rotationInterval = config.get(KeySettings.ROTATION);
    this.keys = new SigningKeys(store, vault, clock);
    this.idTokenKeys = new IdTokenKeys(store, vault, rotationInterval, events, clock);
    this.profile = TokenSettings.profile(config, store);
  }

  @Override
  public void begin() {
    vault.prepare();
    keys.reload(); // before a key is added: fails if a key cannot be decrypted
    rotation.begin();
    keys.reload();
    idTokenKeys.begin();
    var _ = profile.issuer(); // generates an issuer now if there is none
  }

  /** Returns the rotation, which adds and removes keys. */
  public KeyRotation rotation() {
    return rotation;
  }

  /** Returns the current keys; there are none before {@link #begin}. */
  public SigningKeys keys() {
    return keys;
  }

  /** Returns the keys of ID tokens. */
  public IdTokenKeys idTokenKeys() {
    return idTokenKeys;
  }

  /** Returns the profile that all access tokens share. */
  public TokenProfile profile() {
    return profile;
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.gauge(
            "restauth_signing_keys", "Signing keys, including those that only verify", keys::size),
        new Figure(
            Figure.Kind.GAUGE,
            "restauth_signing_key_since_timestamp_seconds",
            "Time from which the current signing key signs, in seconds since 1970",
            List.of(),
            readings ->
                keys.currentSince().ifPresent(since -> readings.value(since.getEpochSecond()))),
        Figure.gauge(
            "restauth_signing_key_rotation_seconds",
            "Time after which a signing key is replaced, by setting",
            () -> rotationInterval.toSeconds()));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new JwksRoutes(keys, idTokenKeys));
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new KeyOperations(rotation, idTokenKeys, vault, events));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task("changing signing keys", this::changeKeys),
        new MaintenanceTasks.Task("reading signing keys", this::readKeys));
  }

  private boolean changeKeys() {
    boolean more = rotation.maintain();
    idTokenKeys.maintain();
    return more;
  }

  /**
   * Reads the keys again every minute. If the outcome of a commit was unknown, the keys may have
   * changed, and reading them may have failed at that time.
   */
  private boolean readKeys() {
    reload();
    return false;
  }

  @Override
  public void onChanges(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(SigningKeyChanged.KIND))) {
      reload();
    }
  }

  @Override
  public void invalidateAll() {
    reload();
  }

  private void reload() {
    keys.reload();
    idTokenKeys.reloadIfUsed();
  }
}
