package dev.restauth.account;

/**
 * The rule for user names that accounts get when they are created or renamed. Existing names are
 * not checked.
 *
 * @param atAllowed whether a name may contain an @. It is false if users can log in with their
 *     e-mail address. If a name could be an address, a log-in with this address could reach the
 *     wrong account
 */
public record NewUsernames(boolean atAllowed) {

  /**
   * Prepares a name and then checks it. The order matters, since preparation turns a full-width @
   * into an @.
   */
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
