package dev.restauth.servicekey;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.role.Power;
import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys with which services call this server. The database contains only their digests. All keys
 * are cached, so that a check costs only a digest and a look-up. Thread-safe.
 */
public final class ServiceKeys {
  /**
   * Maximum number of keys. It is more than any installation needs, and small enough to cache all
   * keys.
   */
  public static final int AT_MOST = 1_000;

  /** The rule for names, as a text for people. */
  public static final String NAME_RULE =
      "a key's name has 1 to 64 characters: a to z, 0 to 9 and, except as the first character, . _ and -";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** The outcome of {@link ServiceKeys#create}. */
  public sealed interface Creation {
    /**
     * The key was created and stored durably.
     *
     * @param secret the key itself, which cannot be read again later
     */
    record Created(ServiceKey key, String secret) implements Creation {
      /** Returns a text without the secret. */
      @Override
      public String toString() {
        return "Created[key=" + key + "]";
      }
    }

    /** A key with this name already exists. */
    record NameTaken() implements Creation {}

    /** The maximum number of keys already exists. */
    record TooMany() implements Creation {}
  }

  /** The outcome of disabling, enabling or deleting a key. */
  public sealed interface Change {
    /**
     * The key was changed durably. {@code key} is the key after the change, or before its deletion.
     */
    record Changed(ServiceKey key) implements Change {}

    /** The key already had the requested state. */
    record Unchanged(ServiceKey key) implements Change {}

    /** No key has this name. */
    record NotFound() implements Change {}
  }

  private final Store store;
  private final SecurityEvents events;

  /**
   * All keys, by the first eight bytes of their digests. Empty if the keys must be read from the
   * database.
   */
  private volatile Optional<Map<Long, List<ServiceKeyRow>>> cache = Optional.empty();

  /** Creates an object that manages the keys in {@code store}. */
  public ServiceKeys(Store store, SecurityEvents events) {
    this.store = store;
    this.events = events;
  }

  /** Returns whether a key may have this name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Creates a key.
   *
   * @throws IllegalArgumentException if the name is not allowed, or there is no scope
   * @throws dev.restauth.role.EscalationException if an administrator lacks power that the key
   *     would give
   */
  public Creation create(String name, Set<Scope> scopes, Actor operator) {
    if (!isName(name) || scopes.isEmpty()) {
      throw new IllegalArgumentException(NAME_RULE + "; and it has at least one scope");
    }
    String secret = SecretText.SERVICE_KEY.next();
    String scope = scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(" "));
    return store.inTransaction(
        tx -> {
          requirePower(tx, operator, scopes.stream().map(Scope::text).toList());
          if (new ServiceKeyRows(tx).all().size() >= AT_MOST) {
            return new Creation.TooMany();
          }
          ServiceKeyRow row = new ServiceKeyRow(name, Sha256.of(secret), scope, true, tx.now());
          if (!new ServiceKeyRows(tx).add(row)) {
            return new Creation.NameTaken();
          }
          record(tx, EventType.SERVICE_KEY_CREATED, name, operator);
          return new Creation.Created(ServiceKey.of(row), secret);
        });
  }

  /** Returns all keys, sorted by name. */
  public List<ServiceKey> all() {
    return store.<List<ServiceKeyRow>>reading(tx -> new ServiceKeyRows(tx).all()).stream()
        .map(ServiceKey::of)
        .toList();
  }

  /** Disables a key until it is enabled again. */
  public Change disable(String name, Actor operator) {
    return changeState(name, false, operator);
  }

  /** Enables a disabled key again. */
  public Change enable(String name, Actor operator) {
    return changeState(name, true, operator);
  }

  private void record(Transaction tx, EventType event, String name, Actor operator) {
    events.record(tx, SecurityEvent.of(event).key(name).by(operator));
  }

  /**
   * Requires that an administrator has the power that a key gives, before they act on the key. For
   * example, a key with the scope events:read can read all events.
   *
   * @param scopes the scopes of the key
   * @throws dev.restauth.role.EscalationException if the administrator does not have this power
   */
  private static void requirePower(Transaction tx, Actor by, Collection<String> scopes) {
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.CLIENTS_WRITE);
    power.require(by, Optional.empty(), scopes);
  }

  private static List<String> scopesOf(Transaction tx, String name) {
    return find(tx, name).map(ServiceKey::scopes).orElse(List.of());
  }

  private Change changeState(String name, boolean active, Actor operator) {
    return store.inTransaction(
        tx -> {
          var _ = new Power(tx).lock(); // lock before reading the key
          requirePower(tx, operator, scopesOf(tx, name));
          boolean changed = new ServiceKeyRows(tx).changeState(name, active);
          if (changed) {
            record(
                tx,
                active ? EventType.SERVICE_KEY_ENABLED : EventType.SERVICE_KEY_DISABLED,
                name,
                operator);
          }
          return find(tx, name)
              .<Change>map(key -> changed ? new Change.Changed(key) : new Change.Unchanged(key))
              .orElseGet(Change.NotFound::new);
        });
  }

  /** Deletes a key. Another key may get its name later. */
  public Change delete(String name, Actor operator) {
    return store.inTransaction(
        tx -> {
          var _ = new Power(tx).lock(); // lock before reading the key
          requirePower(tx, operator, scopesOf(tx, name));
          Optional<ServiceKey> key = find(tx, name);
          if (key.isEmpty() || !new ServiceKeyRows(tx).remove(name)) {
            return new Change.NotFound();
          }
          record(tx, EventType.SERVICE_KEY_DELETED, name, operator);
          return new Change.Changed(key.get());
        });
  }

  private static Optional<ServiceKey> find(Transaction tx, String name) {
    return new ServiceKeyRows(tx).find(name).map(ServiceKey::of);
  }

  /**
   * Returns the active key with this secret; empty if there is none.
   *
   * @param name the name that the key must have; empty for any name
   * @throws dev.restauth.store.StoreUnavailableException if the keys are not cached and cannot be
   *     read
   */
  public Optional<ServiceKey> check(String secret, Optional<String> name) {
    if (!SecretText.SERVICE_KEY.matches(secret)) {
      return Optional.empty();
    }
    byte[] digest = Sha256.of(secret);
    return cached().getOrDefault(start(digest), List.of()).stream()
        .filter(row -> ConstantTime.equals(row.digest(), digest))
        .filter(ServiceKeyRow::active)
        .filter(row -> name.isEmpty() || name.get().equals(row.name()))
        .findFirst()
        .map(ServiceKey::of);
  }

  private Map<Long, List<ServiceKeyRow>> cached() {
    return cache.orElseGet(this::read);
  }

  private Map<Long, List<ServiceKeyRow>> read() {
    Blocking.begin();
    synchronized (this) {
      Map<Long, List<ServiceKeyRow>> all =
          cache.orElseGet(
              () ->
                  store.<List<ServiceKeyRow>>reading(tx -> new ServiceKeyRows(tx).all()).stream()
                      .collect(Collectors.groupingBy(row -> start(row.digest()))));
      cache = Optional.of(all);
      return all;
    }
  }

  /**
   * Empties the cache. Call this method after every commit, of any server, that may have changed a
   * key. Waits for a read in progress, which may have begun before that commit.
   */
  public synchronized void invalidate() {
    cache = Optional.empty();
  }

  private static long start(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }
}
