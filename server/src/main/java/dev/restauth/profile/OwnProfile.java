package dev.restauth.profile;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.crypto.Sha256;
import dev.restauth.email.OwnEmail;
import dev.restauth.http.Caller;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows users their own accounts, and changes their profiles. Thread-safe. */
final class OwnProfile {
  private final Store store;
  private final OwnEmail email;

  /**
   * An account, as shown to its owner.
   *
   * @param addresses the account's e-mail addresses
   * @param profile the members that the owner has set
   */
  record State(Account account, OwnEmail.State addresses, Profile profile) {
    /** Writes the account as members of a JSON object. */
    void write(JsonWriter json) {
      json.number("id", account.id());
      json.text("username", account.username());
      json.text("email", addresses.address().email());
      json.flag("email_verified", addresses.address().verified());
      json.text("email_pending", addresses.pending());
      json.flag("has_password", account.passwordHash().isPresent());
      json.text("created_at", account.createdAt().toString());
      profile.write(json);
    }

    /** Returns the entity tag, which changes whenever a member changes. */
    String tag() {
      return Sha256.textOf(JsonWriter.text(this::write));
    }

    /** Returns a text with only the account. */
    @Override
    public String toString() {
      return "State[" + account + "]";
    }
  }

  /** The result of a change. */
  sealed interface Outcome {
    /** The profile was stored durably. */
    record Changed(State state) implements Outcome {}

    /** The account was not in the expected state. Nothing was done. */
    record Stale() implements Outcome {}

    /**
     * In the meantime, the account was closed or disabled, or the user was logged out. Nothing was
     * done.
     */
    record Gone() implements Outcome {}
  }

  OwnProfile(Store store, OwnEmail email) {
    this.store = store;
    this.email = email;
  }

  /** Returns the account of a user; empty if the account no longer exists. */
  Optional<State> find(long accountId) {
    return store.reading(tx -> find(tx, accountId));
  }

  private Optional<State> find(Transaction tx, long accountId) {
    return new AccountRows(tx)
        .findById(accountId)
        .map(
            account ->
                new State(
                    account,
                    email.state(tx, accountId, account.generation()),
                    Profile.find(tx, accountId)));
  }

  /**
   * Applies a patch. Simultaneous patches wait for each other, so that none of them is lost.
   *
   * @param expected returns whether the caller expects the state with the given tag
   * @throws dev.restauth.http.ProblemException if the value of a member violates a rule; the
   *     problem names the member
   */
  Outcome patch(Caller.User user, JsonObject patch, Predicate<String> expected) {
    return store.inTransaction(
        tx -> {
          // A transaction that closes the account waits for the same lock, so no profile is stored
          // after the erasure.
          if (!new AccountRows(tx).lock(user.accountId(), user.generation())) {
            return new Outcome.Gone();
          }
          State before = find(tx, user.accountId()).orElseThrow();
          if (!expected.test(before.tag())) {
            return new Outcome.Stale();
          }
          Profile after = ProfileMember.patched(before.profile(), patch);
          if (!after.equals(before.profile())) {
            store(tx, user.accountId(), after);
          }
          return new Outcome.Changed(new State(before.account(), before.addresses(), after));
        });
  }

  static void store(Transaction tx, long accountId, Profile profile) {
    ProfileRows rows = new ProfileRows(tx);
    if (!rows.replace(accountId, rows.find(accountId), profile.text())) {
      throw new IllegalStateException("the profile was changed without the lock of its account");
    }
  }
}
