package dev.restauth.token;

import dev.restauth.control.Operator;
import dev.restauth.crypto.Sealing;
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
 * Makes and removes signing keys. Whatever is to be done is looked for once more in the transaction
 * that does it, which holds off all others that change keys: several may try, one does. Times are the
 * database's. Thread-safe.
 */
public final class KeyRotation {
  private static final System.Logger LOG = System.getLogger(KeyRotation.class.getName());

  /**
   * What keys there are to be.
   *
   * @param algorithm of new keys
   * @param rotation how long a key signs
   * @param tokenDuration how long a token is valid at most, whole seconds
   */
  public record Policy(SigningAlgorithm algorithm, Duration rotation, Duration tokenDuration) {}

  /**
   * A key and where it stands.
   *
   * @param algorithm its name in a token's header
   * @param state {@code published}, {@code signing} or {@code retiring}
   * @param since when that began
   * @param until when it ends, as far as that is known
   */
  public record Listed(
      String kid, String algorithm, String state, Instant since, Optional<Instant> until) {}

  /**
   * A key that signs, now or soon.
   *
   * @param made whether it is new; else it was published before
   */
  public record Next(String kid, String algorithm, Instant signsFrom, boolean made) {
    private static Next of(SigningKeyRow row, boolean made) {
      return new Next(row.kid(), row.algorithm(), row.signsFrom(), made);
    }
  }

  /** What came of withdrawing a key. */
  public sealed interface Revocation {
    /**
     * It is gone, and no token that it signed counts.
     *
     * @param successor the new key, which signs at once, where it was the one that signed
     */
    record Revoked(Optional<Next> successor) implements Revocation {}

    /** There is no such key. */
    record Unknown() implements Revocation {}
  }

  private final Store store;
  private final Vault vault;
  private final Policy policy;
  private final SecurityEvents events;

  /** Of the keys in {@code store}. */
  public KeyRotation(Store store, Vault vault, Policy policy, SecurityEvents events) {
    this.store = store;
    this.vault = vault;
    this.policy = policy;
    this.events = events;
  }

  /**
   * To be called before the first token is issued: makes the first key, or one of the configured
   * algorithm, and notes how long tokens are valid from now on.
   */
  public void begin() {
    long seconds = policy.tokenDuration().toSeconds();
    KeyTimes before = times();
    boolean longer = before.rows().stream().anyMatch(row -> row.longestToken() < seconds);
    if (!longer && !lacksAlgorithm(before)) {
      return;
    }
    SigningKey.New fresh = SigningKey.generate(policy.algorithm());
    Optional<SigningKeyRow> made = changing(change -> begun(change, seconds, fresh));
    made.ifPresent(row -> published(row.kid(), row.signsFrom(), Optional.empty()));
    if (made.isPresent() && !before.rows().isEmpty()) {
      LOG.log(
          Level.INFO,
          "the signing algorithm changes to {0}: from {1} on tokens are signed with the key {2}",
          made.get().algorithm(),
          made.get().signsFrom(),
          made.get().kid());
    }
  }

  private Optional<SigningKeyRow> begun(Change change, long seconds, SigningKey.New fresh) {
    new SigningKeyRows(change.tx).raiseLongestToken(seconds);
    return lacksAlgorithm(change.times)
        ? Optional.of(change.add(fresh, change.times.soonest()))
        : Optional.empty();
  }

  /** Also where there is no key at all. */
  private boolean lacksAlgorithm(KeyTimes times) {
    return times
        .newest()
        .filter(newest -> newest.algorithm().equals(policy.algorithm().jwsName()))
        .isEmpty();
  }

  /**
   * To be called once a minute: makes the next key before its turn, and removes those not needed.
   *
   * @return whether there is more to do: never
   */
  public boolean tend() {
    KeyTimes before = times();
    boolean due = before.nextIsDue(policy.rotation());
    if (!due && before.gone().isEmpty()) {
      return false;
    }
    Optional<SigningKey.New> fresh =
        due ? Optional.of(SigningKey.generate(policy.algorithm())) : Optional.empty();
    Tended tended = changing(change -> tended(change, fresh));
    tended
        .gone()
        .forEach(
            gone -> events.write(SecurityEvent.of(EventType.SIGNING_KEY_REMOVED).key(gone.kid())));
    tended.next().ifPresent(next -> published(next.kid(), next.signsFrom(), Optional.empty()));
    return false;
  }

  private void published(String kid, Instant signsFrom, Optional<Operator> operator) {
    events.write(
        SecurityEvent.of(EventType.SIGNING_KEY_PUBLISHED)
            .key(kid)
            .signingFrom(signsFrom)
            .by(operator));
  }

  private record Tended(List<SigningKeyRow> gone, Optional<SigningKeyRow> next) {}

  private Tended tended(Change change, Optional<SigningKey.New> fresh) {
    List<SigningKeyRow> gone = change.times.gone();
    gone.forEach(row -> new SigningKeyRows(change.tx).remove(row.kid()));
    return new Tended(
        gone,
        fresh
            .filter(_ -> change.times.nextIsDue(policy.rotation()))
            .map(key -> change.add(key, change.times.soonest())));
  }

  /**
   * Publishes the next key, unless one is published that does not sign yet.
   *
   * @param atOnce whether it signs now, although not everybody who verifies tokens knows it
   * @param operator who wishes so, if it is known
   */
  public Next rotate(boolean atOnce, Optional<Operator> operator) {
    SigningKey.New fresh = SigningKey.generate(policy.algorithm());
    Next next = changing(change -> rotated(change, fresh, atOnce));
    if (next.made() || atOnce) {
      published(next.kid(), next.signsFrom(), operator);
    }
    return next;
  }

  private static Next rotated(Change change, SigningKey.New fresh, boolean atOnce) {
    Instant now = change.times.now();
    List<SigningKeyRow> waiting = change.times.waiting();
    if (waiting.isEmpty()) {
      return Next.of(change.add(fresh, atOnce ? now : change.times.soonest()), true);
    }
    Next last = Next.of(waiting.getLast(), false);
    if (!atOnce) {
      return last;
    }
    waiting.forEach(row -> new SigningKeyRows(change.tx).signFrom(row.kid(), now));
    return new Next(last.kid(), last.algorithm(), now, false);
  }

  /**
   * Withdraws a key at once, with all tokens that it signed. Where it was the one that signs, another
   * is made that signs from now on.
   *
   * @param operator who wishes so, if it is known
   */
  public Revocation revoke(String kid, Optional<Operator> operator) {
    if (times().rows().stream().noneMatch(row -> row.kid().equals(kid))) {
      return new Revocation.Unknown();
    }
    SigningKey.New fresh = SigningKey.generate(policy.algorithm());
    Revocation outcome = changing(change -> revoked(change, kid, fresh));
    if (outcome instanceof Revocation.Revoked(Optional<Next> successor)) {
      events.write(SecurityEvent.of(EventType.SIGNING_KEY_REVOKED).key(kid).by(operator));
      successor.ifPresent(next -> published(next.kid(), next.signsFrom(), operator));
    }
    return outcome;
  }

  private static Revocation revoked(Change change, String kid, SigningKey.New fresh) {
    boolean signing = change.times.isSigning(kid);
    if (!new SigningKeyRows(change.tx).remove(kid)) {
      return new Revocation.Unknown();
    }
    return new Revocation.Revoked(
        signing
            ? Optional.of(Next.of(change.add(fresh, change.times.now()), true))
            : Optional.empty());
  }

  /** All keys, in the order in which they sign. */
  public List<Listed> list() {
    return times().standings().stream()
        .map(
            each ->
                new Listed(
                    each.row().kid(),
                    each.row().algorithm(),
                    each.state().name().toLowerCase(Locale.ROOT),
                    each.since(),
                    each.until()))
        .toList();
  }

  private KeyTimes times() {
    return store.reading(tx -> new KeyTimes(new SigningKeyRows(tx).all(), tx.now()));
  }

  /** Keys are made before: that takes long, and others wait for the transaction. */
  private <T> T changing(Function<Change, T> work) {
    return store.inTransaction(
        tx -> {
          // First, for it holds off all others that change keys.
          Sealing sealing = vault.sealing(tx);
          return work.apply(
              new Change(tx, sealing, new KeyTimes(new SigningKeyRows(tx).all(), tx.now())));
        });
  }

  /** A transaction in which nobody else changes keys. */
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
          key.row(sealing, times.now(), signsFrom, policy.tokenDuration().toSeconds());
      new SigningKeyRows(tx).add(row);
      return row;
    }
  }
}
