package dev.restauth.account;

/**
 * The rule for new user names: the names of new accounts, and new names of existing accounts. The rule does not affect existing
 * names.
 *
 * @param atAllowed whether a name may have an @. If users can log in with their e-mail address, names must not have an @.
 *     Otherwise, a name equal to another user's address would receive that user's log-ins.
 */
public record NewUsernames(boolean atAllowed) {

  /** Prepares a name and then checks it, in this order, since preparing turns a full-width @ into an @. */
  public Username.Outcome check(String requested) {
    return switch (Username.forNew(requested)) {
      case Username.Outcome.Invalid invalid -> invalid;
      case Username.Outcome.Valid(Username name)
          when !atAllowed && name.value().indexOf('@') >= 0 ->
          new Username.Outcome.Invalid(
              "The user name has an @. On this server users can log in with their e-mail address, so a"
                  + " name must not look like one.");
      case Username.Outcome.Valid valid -> valid;
    };
  }
}
