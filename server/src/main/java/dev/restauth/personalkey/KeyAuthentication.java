package dev.restauth.personalkey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.Username;
import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.Caller;
import dev.restauth.role.ChangedRoles;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.Rights;
import dev.restauth.session.Revocations;
import dev.restauth.store.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

/**
 * Authenticates the owners of personal keys. If a key was read from the database within the last
 * minute, its use costs only a digest and look-ups in memory, like the use of a token. The cache is
 * indexed by the digest of the key, so timing reveals nothing about keys. Each use checks that the
 * key is not revoked, that the account's generation is unchanged, and that the rights have not
 * changed. The last check compares rights numbers, as for outdated tokens. Thread-safe; memory is
 * limited.
 */
public final class KeyAuthentication {
  /** The user name that a client may send with any key, instead of the owner's name. */
  static final String ANY_OWNER = "token";

  /**
   * The maximum number of existing keys in the cache. The same limit applies to non-existing keys.
   */
  private static final int CACHED_AT_MOST = 20_000;

  /**
   * The maximum age of a cached key. It is shorter than the time for which revocations and role
   * changes remain in memory, so that a cached key misses none of them.
   */
  private static final Duration READ_EVERY = Duration.ofMinutes(1);

  private final Store store;
  private final AccountCache accounts;
  private final Revocations revocations;
  private final ChangedRoles changedRoles;
  private final LongFunction<Rights> rights;
  private final OrganizationRights.Source organizations;
  private final FactorPolicy policy;
  private final KeyUses uses;
  private final InstantSource clock;
  private final Cache<ByteBuffer, State> known = cache();
  private final Cache<ByteBuffer, Boolean> unknown = cache();

  /**
   * A key as it was read from the store.
   *
   * @param generation the generation of the key's account
   * @param rights the rights number at which {@code scopes} were read
   * @param scopes those scopes of the key that its owner currently holds
   * @param lapsed whether the owner is no longer a member of the organisation in which the key acts
   * @param marks the {@link OrganizationRights#marks marks} of the organisation and of the owner's
   *     role in it. A change with one of these marks makes the scopes outdated. Empty if the key
   *     acts in no organisation
   * @param readAt the time at which the key was read
   * @param used whether the key was used since {@code readAt}
   */
  private record State(
      PersonalKey key,
      long generation,
      long rights,
      Set<String> scopes,
      boolean lapsed,
      List<String> marks,
      Instant readAt,
      AtomicBoolean used) {}

  /**
   * Creates the authentication for the keys in {@code store}.
   *
   * @param rights reads the rights of an account, by account id
   * @param organizations reads the rights of an account in an organisation
   * @param policy decides which accounts must have a second factor. If such an account has none,
   *     its keys give no access
   */
  KeyAuthentication(
      Store store,
      AccountCache accounts,
      Revocations revocations,
      ChangedRoles changedRoles,
      LongFunction<Rights> rights,
      OrganizationRights.Source organizations,
      FactorPolicy policy,
      KeyUses uses,
      InstantSource clock) {
    this.store = store;
    this.accounts = accounts;
    this.revocations = revocations;
    this.changedRoles = changedRoles;
    this.rights = rights;
    this.organizations = organizations;
    this.policy = policy;
    this.uses = uses;
    this.clock = clock;
  }

  private static <V> Cache<ByteBuffer, V> cache() {
    return Caffeine.newBuilder().maximumSize(CACHED_AT_MOST).executor(Runnable::run).build();
  }

  /**
   * Returns the owner of a key; empty if the text is not a valid key.
   *
   * @param name the user name that was presented together with the key. It must be the owner's name
   *     or {@value #ANY_OWNER}; empty if no name was presented
   * @param lapsed whether to accept a key whose owner has left the key's organisation; such a key
   *     has no scopes
   * @throws dev.restauth.store.StoreUnavailableException if the key is not cached and cannot be
   *     read
   */
  public Optional<Caller.User> authenticate(
      String presented, Optional<String> name, boolean lapsed) {
    Instant now = clock.instant();
    return state(presented, now)
        .filter(state -> lapsed || !state.lapsed())
        .flatMap(
            state ->
                account(state)
                    .filter(account -> name.isEmpty() || mayNameOwner(name.get(), account))
                    .map(
                        account -> {
                          addUse(state, now);
                          return account.asCaller(session(state, now));
                        }));
  }

  private void addUse(State state, Instant now) {
    if (!state.used().get() && !state.used().getAndSet(true)) {
      uses.add(state.key().id(), now);
    }
  }

  /** A valid key, with its account and its current scopes. */
  public record Valid(PersonalKey key, Account account, Set<String> scopes) {}

  /** Returns a key with its current scopes; empty if the text is not a valid key. */
  public Optional<Valid> inspect(String presented) {
    Instant now = clock.instant();
    return state(presented, now)
        .filter(state -> !state.lapsed())
        .flatMap(
            state ->
                account(state)
                    .map(
                        account -> {
                          addUse(state, now);
                          return new Valid(state.key(), account, state.scopes());
                        }));
  }

  private static boolean mayNameOwner(String name, Account account) {
    return name.equals(ANY_OWNER) || Username.forLookup(name).equals(account.username());
  }

  private static Caller.Session session(State state, Instant now) {
    return new Caller.Session(
        state.key().id(),
        now.truncatedTo(ChronoUnit.SECONDS),
        Optional.empty(),
        new Caller.Presented(
            state.scopes(),
            false,
            false,
            state.key().organization(),
            state.key().endsAt(),
            Optional.empty(),
            Optional.of(Caller.KeyForm.KEY),
            Optional.empty()));
  }

  private Optional<Account> account(State state) {
    return accounts
        .find(state.key().accountId())
        .filter(Account::active)
        .filter(account -> account.generation() == state.generation())
        .filter(account -> !policy.isDue(account));
  }

  private Optional<State> state(String presented, Instant now) {
    if (!SecretText.PERSONAL_KEY.matches(presented)) {
      return Optional.empty();
    }
    byte[] bytes = Sha256.of(presented);
    ByteBuffer digest = ByteBuffer.wrap(bytes);
    if (unknown.getIfPresent(digest) != null) {
      return Optional.empty();
    }
    return Optional.ofNullable(known.getIfPresent(digest))
        .filter(state -> isCurrent(state, now))
        .or(() -> read(digest, bytes, now))
        .filter(state -> state.key().endsAt().isAfter(now))
        .filter(state -> !revocations.contains(state.key().id()));
  }

  private boolean isCurrent(State state, Instant now) {
    return !state.readAt().isAfter(now)
        && state.readAt().plus(READ_EVERY).isAfter(now)
        && !changedRoles.outdate(state.rights(), state.scopes(), state.marks())
        && accounts
            .find(state.key().accountId())
            .filter(account -> account.generation() == state.generation())
            .filter(account -> account.rights() <= state.rights())
            .isPresent();
  }

  private Optional<State> read(ByteBuffer digest, byte[] bytes, Instant now) {
    Blocking.begin();
    record Stored(PersonalKey key, long generation) {}
    Optional<Stored> stored =
        store.reading(
            tx ->
                new PersonalKeyRows(tx)
                    .findByDigest(bytes)
                    .flatMap(
                        key ->
                            new AccountRows(tx)
                                .findById(key.accountId())
                                .map(account -> new Stored(key, account.generation()))));
    if (stored.isEmpty()) {
      unknown.put(digest, true); // permanently: no new key ever has this digest
      known.invalidate(digest);
      return Optional.empty();
    }
    State state = state(stored.get().key(), stored.get().generation(), now);
    // A lapsed key is not cached, because no rights number would show that its owner has become a
    // member again.
    if (!state.lapsed()) {
      known.put(digest, state);
    }
    return Optional.of(state);
  }

  private State state(PersonalKey key, long generation, Instant now) {
    Rights own = rights.apply(key.accountId());
    // The organisation's rights are read after the rights number, so that the number is never newer
    // than the rights.
    Optional<OrganizationRights> in =
        key.organization().flatMap(id -> organizations.find(key.accountId(), id));
    boolean lapsed = key.organization().isPresent() && in.isEmpty();
    Rights held = in.map(own::in).orElse(own);
    Set<String> scopes = lapsed ? new HashSet<>() : new HashSet<>(key.scopes());
    scopes.retainAll(held.grantable());
    List<String> marks =
        in.map(each -> OrganizationRights.marks(each.organization(), each.role()))
            .orElse(List.of());
    return new State(
        key,
        generation,
        held.number(),
        Set.copyOf(scopes),
        lapsed,
        marks,
        now,
        new AtomicBoolean());
  }
}
