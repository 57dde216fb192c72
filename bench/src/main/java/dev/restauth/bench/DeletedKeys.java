package dev.restauth.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Deletes personal keys on one server, one after the other. Continuously checks whether resource
 * servers in three languages, which follow another server, still accept a token that was issued for
 * the deleted key.
 */
public final class DeletedKeys {
  /** The number of keys of one account. An account may create more than that without waiting. */
  private static final int KEYS_OF_AN_ACCOUNT = 90;

  private final Calls calls = new Calls();
  private final String server;
  private int made;

  private DeletedKeys(String server) {
    this.server = server;
  }

  /**
   * Prints a Markdown table.
   *
   * @param arguments the URLs of the two servers, a service key, the class path of the example in
   *     Java, the number of keys, the folder of the checkout, and a folder with the client for
   *     Node.js installed
   */
  public static void main(String[] arguments) throws Exception {
    String other = arguments[1];
    String key = arguments[2];
    DeletedKeys keys = new DeletedKeys(arguments[0]);
    try (ResourceServer java = ResourceServer.start(arguments[3], other, key);
        ResourceServer node = ResourceServer.startNode(arguments[6], other, key);
        ResourceServer python = ResourceServer.startPython(arguments[5], "resource", other, key)) {
      Map<String, ResourceServer> all = new LinkedHashMap<>();
      all.put("Java", java);
      all.put("Node.js", node);
      all.put("Python", python);
      System.out.println(
          """
          | ms until a resource server refuses a token of a deleted key, measured from | median | p99 | worst |
          |---|---|---|---|\
          """);
      for (Map.Entry<String, ResourceServer> each : all.entrySet()) {
        keys.measure(each.getValue().orders(), Integer.parseInt(arguments[4]))
            .print("the 204, in " + each.getKey(), "the request, in " + each.getKey());
      }
    }
  }

  private UntilRefused measure(String orders, int count) throws Exception {
    return UntilRefused.measure(
        calls,
        count,
        _ -> {
          String name = "keys-" + made / KEYS_OF_AN_ACCOUNT;
          if (made++ % KEYS_OF_AN_ACCOUNT == 0) {
            calls.register(server, name);
          }
          Calls.Key key = calls.makeKey(server, name);
          String token = calls.trade(server, key.text());
          return new UntilRefused.Token(
              Calls.check(orders, token), () -> calls.expect(204, Calls.deletion(server, key)));
        });
  }
}
