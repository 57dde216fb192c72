package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.store.Transaction;

/** Listeners of log-ins that do nothing. */
final class NobodyNotified implements HalfLoginListener, FullLoginListener {
  @Override
  public boolean notifiesOfHalfLogins(Transaction tx, Account account) {
    return false;
  }

  @Override
  public void prepare(Transaction tx) {}

  @Override
  public void halfLogins(Transaction tx, Account account) {}

  @Override
  public void committed() {}

  @Override
  public boolean concerns(Transaction tx, long accountId) {
    return false;
  }

  @Override
  public void fullLogin(Transaction tx, long accountId) {}
}
