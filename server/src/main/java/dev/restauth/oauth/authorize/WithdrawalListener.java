package dev.restauth.oauth.authorize;

import dev.restauth.event.Network;
import dev.restauth.store.Transaction;
import java.util.Optional;

/** Handles a user's withdrawal of the consent to a client. */
@FunctionalInterface
public interface WithdrawalListener {
  /**
   * Ends the sessions that a client has for an account, which revokes their tokens. The caller has
   * locked the account.
   *
   * @param from the network of the user
   */
  void in(Transaction tx, long accountId, String clientId, Optional<Network> from);
}
