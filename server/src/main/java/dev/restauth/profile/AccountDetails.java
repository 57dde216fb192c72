package dev.restauth.profile;

import dev.restauth.account.Account;
import dev.restauth.email.OwnEmail;
import dev.restauth.operator.Facts;
import dev.restauth.store.Store;
import java.util.Optional;

/** The addresses and the display name of an account, for {@code restauth user show}. */
public record AccountDetails(Store store, OwnEmail email) {

  /** Adds the account's addresses and display name to the facts. */
  public Facts add(Facts facts, Account account) {
    OwnEmail.State addresses = email.state(account.id(), account.generation());
    Optional<String> name =
        store.reading(tx -> Profile.find(tx, account.id()).text(Profile.DISPLAY_NAME));
    Facts all = facts;
    if (addresses.address().email().isPresent()) {
      all =
          all.with("email", addresses.address().email().get())
              .with("email_verified", addresses.address().verified());
    }
    if (addresses.pending().isPresent()) {
      all = all.with("email_pending", addresses.pending().get());
    }
    return name.isPresent() ? all.with("display_name", name.get()) : all;
  }
}
