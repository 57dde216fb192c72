package dev.restauth.registration;

import dev.restauth.account.Account;
import dev.restauth.account.Admission;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.email.OwnEmail;
import dev.restauth.event.Network;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;
import java.util.Optional;

/** Admits an account whose address is not confirmed yet, and mails a code to that address. */
record MailAdmission(OwnEmail email, EmailAddress pending, Network network, Language language)
    implements Admission {
  @Override
  public Optional<Outcome> admit(Transaction tx) {
    email.prepare(tx);
    return Optional.empty();
  }

  @Override
  public Optional<Outcome> created(Transaction tx, Account account) {
    return email.begin(tx, account, pending, network, language).map(Outcome.MailThrottled::new);
  }

  /** Returns a text without the address. */
  @Override
  public String toString() {
    return "MailAdmission[]";
  }
}
