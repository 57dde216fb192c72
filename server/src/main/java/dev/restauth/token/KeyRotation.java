package dev.restauth.token;

import dev.restauth.crypto.Sealing;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import dev.restauth.vault.Vault;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Adds and removes signing keys. Each operation checks in its transaction whether the change is
 * still due. The transaction excludes all other changes of keys, so only one of several processes
 * makes the change. All times come from the database's clock. Thread-safe.
 */
public final class KeyRotation {
  private static final System.Logger LOG = System.getLogger(KeyRotation.class.getName());

  /**
   * The policy for keys.
   *
   * @param algorithm the algorithm of new keys
   * @param rotation the time for which each key signs
   * @param tokenDuration the longest validity of a token, in whole seconds
   */
  public record Policy(SigningAlgorithm algorithm, Duration rotation, Duration tokenDuration) {}

  /**
   * A key and its state.
   *
   * @param algorithm the name of its algorithm in a token's header
   * @param state {@code published}, {@code signing} or {@code retiring}
   * @param since the time at which the state began
   * @param until the time at which the state ends; empty if that is not decided yet
   */
  public record KeyInfo(
      String kid, String algorithm, String state, Instant since, Optional<Instant> until) {}

  /**
   * A key that signs now or will sign next.
   *
   * @param made whether this call generated the key; false if the key was already published
   */
  public record Next(String kid, String algorithm, Instant signsFrom, boolean made) {
    private static Next of(SigningKeyRow row, boolean made) {
      return new Next(row.kid(), row.algorithm(), row.signsFrom(), made);
    }
  }

  /** The outcome of {@link KeyRotation#revoke}. */
  public sealed interface Revocation {
    /**
     * The key was removed, and no token that it signed is valid anymore.
     *
     * @param successor the new key, which signs immediately; empty if the revoked key was not the
     *     signing key
     */
    record Revoked(Optional<Next> successor) implements Revocation {}

    /** No key has this id. */
    record NotFound() implements Revocation {}
  }

  private final Store store;
  private final Vault vault;
  private final Policy policy;
  private final SecurityEvents events;
  private final KeyUse use;

  /** Creates the rotation of the keys of access tokens in {@code store}. */
  public KeyRotation(Store store, Vault vault, Policy policy, SecurityEvents events) {
    this(KeyUse.ACCESS_TOKENS, store, vault, policy, events);
  }

  /**
   * Creates the rotation of the keys for one use. New keys have the algorithm of {@code policy}.
   */
  KeyRotation(KeyUse use, Store store, Vault vault, Policy policy, SecurityEvents events) {
    this.use = use;
    this.store = store;
    this.vault = vault;
    this.policy = policy;
    this.events = events;
  }

  /**
   * Generates a key if there is none, or if the newest one does not have the configured algorithm.
   * Also stores how long new tokens will be valid. Call this method before the first token is
   * issued.
   */
  public void begin() {
    long seconds = policy.tokenDuration().toSeconds();
    KeyTimes before = times();
    boolean longer = before.rows().stream().anyMatch(row -> row.longestToken() < seconds);
    if (!longer && !lacksAlgorithm(before)) {
      return;
    }
    SigningKey.New fresh = SigningKey.generate(policy.algorithm());
    Optional<SigningKeyRow> made = inKeyTransaction(change -> ensureKey(change, seconds, fresh));
    if (made.isPresent() && !before.rows().isEmpty()) {
      LOG.log(
          Level.INFO,
          "the signing algorithm changes to {0}: from {1} on, the key {2} signs the tokens",
          made.get().algorithm(),
          made.get().signsFrom(),
          made.get().kid());
    }
  }

  private Optional<SigningKeyRow> ensureKey(Change change, long seconds, SigningKey.New fresh) {
    rows(change.tx).raiseLongestToken(seconds);
    return lacksAlgorithm(change.times)
        ? Optional.of(published(change, fresh, change.times.earliestStart()))
        : Optional.empty();
  }

  /** Returns whether there is no key, or the newest key does not have the configured algorithm. */
  private boolean lacksAlgorithm(KeyTimes times) {
    return times
        .newest()
        .filter(newest -> newest.algorithm().equals(policy.algorithm().jwsName()))
        .isEmpty();
  }

  /**
   * Generates the next key before it is due to sign, and removes expired keys. Call this method
   * once a minute.
   *
   * @return whether there is more to do: always false
   */
  public boolean maintain() {
    KeyTimes before = times();
    boolean due = before.nextIsDue(policy.rotation());
    if (!due && before.expired().isEmpty()) {
      return false;
    }
    Optional<SigningKey.New> fresh =
        due ? Optional.of(SigningKey.generate(policy.algorithm())) : Optional.empty();
    return inKeyTransaction(change -> maintainIn(change, fresh));
  }

  /** Adds a key that the server generated automatically. */
  private SigningKeyRow published(Change change, SigningKey.New fresh, Instant signsFrom) {
    SigningKeyRow row = change.add(fresh, signsFrom);
    recordPublication(change, row.kid(), row.signsFrom(), Optional.empty());
    return row;
  }

  private void recordPublication(
      Change change, String kid, Instant signsFrom, Optional<Actor> operator) {
    SecurityEvent published =
        SecurityEvent.of(EventType.SIGNING_KEY_PUBLISHED).key(kid).signingFrom(signsFrom);
    events.record(change.tx, operator.map(published::by).orElse(published));
  }

  private boolean maintainIn(Change change, Optional<SigningKey.New> fresh) {
    for (SigningKeyRow expired : change.times.expired()) {
      rows(change.tx).remove(expired.kid());
      events.record(change.tx, SecurityEvent.of(EventType.SIGNING_KEY_REMOVED).key(expired.kid()));
    }
    fresh
        .filter(_ -> change.times.nextIsDue(policy.rotation()))
        .ifPresent(key -> published(change, key, change.times.earliestStart()));
    return false;
  }

  /**
   * Publishes the next key. If a published key does not sign yet, returns that key instead.
   *
   * @param atOnce whether the key signs immediately, although some resource servers may not have
   *     fetched it yet
   * @param operator the operator who runs the command
   */
  public Next rotate(boolean atOnce, Actor operator) {
    SigningKey.New fresh = SigningKey.generate(policy.algorithm());
    return inKeyTransaction(
        change -> {
          Next next = rotateIn(change, fresh, atOnce);
          if (next.made() || atOnce) {
            recordPublication(change, next.kid(), next.signsFrom(), Optional.of(operator));
          }
          return next;
        });
  }

  private Next rotateIn(Change change, SigningKey.New fresh, boolean atOnce) {
    Instant now = change.times.now();
    List<SigningKeyRow> pending = change.times.pending();
    if (pending.isEmpty()) {
      return Next.of(change.add(fresh, atOnce ? now : change.times.earliestStart()), true);
    }
    Next last = Next.of(pending.getLast(), false);
    if (!atOnce) {
      return last;
    }
    pending.forEach(row -> rows(change.tx).signFrom(row.kid(), now));
    return new Next(last.kid(), last.algorithm(), now, false);
  }

  /**
   * Revokes a key immediately, together with all tokens that it signed. If the key is the signing
   * key, a new key is generated and signs immediately.
   *
   * @param operator the operator who runs the command
   */
  public Revocation revoke(String kid, Actor operator) {
    if (times().rows().stream().noneMatch(row -> row.kid().equals(kid))) {
      return new Revocation.NotFound();
    }
    SigningKey.New fresh = SigningKey.generate(policy.algorithm());
    return inKeyTransaction(
        change -> {
          Revocation outcome = revokeIn(change, kid, fresh);
          if (outcome instanceof Revocation.Revoked(Optional<Next> successor)) {
            events.record(
                change.tx, SecurityEvent.of(EventType.SIGNING_KEY_REVOKED).key(kid).by(operator));
            successor.ifPresent(
                next ->
                    recordPublication(change, next.kid(), next.signsFrom(), Optional.of(operator)));
          }
          return outcome;
        });
  }

  private Revocation revokeIn(Change change, String kid, SigningKey.New fresh) {
    boolean signing = change.times.isSigning(kid);
    if (!rows(change.tx).remove(kid)) {
      return new Revocation.NotFound();
    }
    return new Revocation.Revoked(
        signing
            ? Optional.of(Next.of(change.add(fresh, change.times.now()), true))
            : Optional.empty());
  }

  /** Returns all keys, in the order in which they sign. */
  public List<KeyInfo> list() {
    return times().keyStates().stream()
        .map(
            each ->
                new KeyInfo(
                    each.row().kid(),
                    each.row().algorithm(),
                    each.state().name().toLowerCase(Locale.ROOT),
                    each.since(),
                    each.until()))
        .toList();
  }

  private KeyTimes times() {
    return store.reading(this::times);
  }

  private KeyTimes times(Transaction tx) {
    return new KeyTimes(rows(tx).all(), tx.now(), use);
  }

  private KeyRows rows(Transaction tx) {
    return use.rows(tx, policy.algorithm().jwsName());
  }

  /**
   * Runs a change of keys in a transaction. Generate new keys before this call: that takes long,
   * and other transactions would have to wait.
   */
  private <T> T inKeyTransaction(Function<Change, T> work) {
    return store.inTransaction(
        tx -> {
          // This call comes first, because it excludes all other transactions that change keys.
          Sealing sealing = vault.sealing(tx);
          return work.apply(new Change(tx, sealing, times(tx)));
        });
  }

  /** A transaction that excludes all other transactions that change keys. */
  private final class Change {
    private final Transaction tx;
    private final Sealing sealing;
    private final KeyTimes times;

    Change(Transaction tx, Sealing sealing, KeyTimes times) {
      this.tx = tx;
      this.sealing = sealing;
      this.times = times;
    }

    SigningKeyRow add(SigningKey.New key, Instant signsFrom) {
      SigningKeyRow row =
          key.row(use, sealing, times.now(), signsFrom, policy.tokenDuration().toSeconds());
      rows(tx).add(row);
      return row;
    }
  }
}
