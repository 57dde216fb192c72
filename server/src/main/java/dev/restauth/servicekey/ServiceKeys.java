package dev.restauth.servicekey;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of services. The store has their digests alone; all of them are remembered, so that a check
 * costs a digest and a look-up. Thread-safe.
 */
public final class ServiceKeys {
  /** More than anybody has services, and little enough to be remembered. */
  public static final int AT_MOST = 1_000;

  /** What a name may be, in words. */
  public static final String NAME_RULE =
      "a key's name has 1 to 64 characters: a to z, 0 to 9 and, but for the first, . _ and -";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** What became of a wish for a key. */
  public sealed interface Creation {
    /**
     * It is made, durably.
     *
     * @param secret the key itself, which nobody can find out later
     */
    record Created(ServiceKey key, String secret) implements Creation {
      /** Without the secret. */
      @Override
      public String toString() {
        return "Created[key=" + key + "]";
      }
    }

    /** There is one of that name. */
    record NameTaken() implements Creation {}

    /** There are as many as there may be. */
    record TooMany() implements Creation {}
  }

  /** What became of a change. */
  public sealed interface Change {
    /** Done, durably: as it is now, or was before it was deleted. */
    record Changed(ServiceKey key) implements Change {}

    /** It was so before. */
    record Unchanged(ServiceKey key) implements Change {}

    /** There is none of that name. */
    record Unknown() implements Change {}
  }

  private final Store store;

  /** By the first eight bytes of their digests; empty where they must be read anew. */
  private volatile Optional<Map<Long, List<ServiceKeyRow>>> remembered = Optional.empty();

  /** Kept in {@code store}. */
  public ServiceKeys(Store store) {
    this.store = store;
  }

  /** Whether a key may have this name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Makes a key.
   *
   * @throws IllegalArgumentException where there may be no key of that name, or it would have no scope
   */
  public Creation create(String name, Set<Scope> scopes) {
    if (!isName(name) || scopes.isEmpty()) {
      throw new IllegalArgumentException(NAME_RULE + "; and it has a scope");
    }
    String secret = SecretText.SERVICE_KEY.next();
    String scope = scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(" "));
    return store.inTransaction(
        tx -> {
          if (new ServiceKeyRows(tx).all().size() >= AT_MOST) {
            return new Creation.TooMany();
          }
          ServiceKeyRow row = new ServiceKeyRow(name, Sha256.of(secret), scope, true, tx.now());
          return new ServiceKeyRows(tx).add(row)
              ? new Creation.Created(ServiceKey.of(row), secret)
              : new Creation.NameTaken();
        });
  }

  /** All, by name. */
  public List<ServiceKey> all() {
    return store.<List<ServiceKeyRow>>reading(tx -> new ServiceKeyRows(tx).all()).stream()
        .map(ServiceKey::of)
        .toList();
  }

  /** Lets a key not count until it is enabled again. */
  public Change disable(String name) {
    return changeState(name, false);
  }

  /** Lets a disabled key count again. */
  public Change enable(String name) {
    return changeState(name, true);
  }

  private Change changeState(String name, boolean active) {
    return store.inTransaction(
        tx -> {
          boolean changed = new ServiceKeyRows(tx).changeState(name, active);
          return find(tx, name)
              .<Change>map(key -> changed ? new Change.Changed(key) : new Change.Unchanged(key))
              .orElseGet(Change.Unknown::new);
        });
  }

  /** Deletes a key, whose name is free then. */
  public Change delete(String name) {
    return store.inTransaction(
        tx -> {
          Optional<ServiceKey> key = find(tx, name);
          return new ServiceKeyRows(tx).remove(name)
              ? key.<Change>map(Change.Changed::new).orElseGet(Change.Unknown::new)
              : new Change.Unknown();
        });
  }

  private static Optional<ServiceKey> find(Transaction tx, String name) {
    return new ServiceKeyRows(tx).find(name).map(ServiceKey::of);
  }

  /**
   * Which key a text is, where it counts.
   *
   * @param name that the key must have; empty for any
   * @throws dev.restauth.store.StoreUnavailableException where the keys have to be read and cannot be
   */
  public Optional<ServiceKey> check(String secret, Optional<String> name) {
    if (!SecretText.SERVICE_KEY.matches(secret)) {
      return Optional.empty();
    }
    byte[] digest = Sha256.of(secret);
    return known().getOrDefault(start(digest), List.of()).stream()
        .filter(row -> ConstantTime.equals(row.digest(), digest))
        .filter(ServiceKeyRow::active)
        .filter(row -> name.isEmpty() || name.get().equals(row.name()))
        .findFirst()
        .map(ServiceKey::of);
  }

  private Map<Long, List<ServiceKeyRow>> known() {
    return remembered.orElseGet(this::read);
  }

  private Map<Long, List<ServiceKeyRow>> read() {
    Blocking.begin();
    synchronized (this) {
      Map<Long, List<ServiceKeyRow>> all =
          remembered.orElseGet(
              () ->
                  store.<List<ServiceKeyRow>>reading(tx -> new ServiceKeyRows(tx).all()).stream()
                      .collect(Collectors.groupingBy(row -> start(row.digest()))));
      remembered = Optional.of(all);
      return all;
    }
  }

  /**
   * To be called after a commit that may have changed a key, here or elsewhere. It waits for who is
   * reading, and may have begun before that commit.
   */
  public synchronized void forget() {
    remembered = Optional.empty();
  }

  private static long start(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }
}
