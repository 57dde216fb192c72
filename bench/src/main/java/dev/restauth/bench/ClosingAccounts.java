package dev.restauth.bench;

/**
 * Closes accounts on one server, one after the other. Continuously checks whether another server
 * still accepts the token of the account that is being closed.
 */
public final class ClosingAccounts {
  private ClosingAccounts() {}

  /**
   * Prints two rows of a table: the times until the other server refuses the token, in
   * milliseconds, first from the answer to the closing request, then from that request.
   *
   * @param arguments the URLs of the two servers; the number of accounts
   */
  public static void main(String[] arguments) throws Exception {
    String one = arguments[0];
    String other = arguments[1];
    Calls calls = new Calls();
    UntilRefused.measure(
            calls,
            Integer.parseInt(arguments[2]),
            number -> {
              String name = "account" + number;
              calls.register(one, name);
              return new UntilRefused.Token(
                  Calls.check(other + "/api/resource", calls.logIn(one, name)),
                  () -> calls.expect(204, Calls.closing(one, name)));
            })
        .print("the answer that the account is closed", "the request to close");
  }
}
