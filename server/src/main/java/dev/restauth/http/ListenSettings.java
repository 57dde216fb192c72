package dev.restauth.http;

import dev.restauth.config.AddressBlock;
import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Quoting;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Settings of the address to listen on, the public URL, trusted proxies and CORS. */
public final class ListenSettings implements Settings {
  public static final Setting<Host> HOST =
      Setting.of(
          "host",
          Group.LISTENING,
          hostType(),
          "127.0.0.1",
          "Address or name to listen on; beyond loopback, this requires TLS, trusted proxies or --insecure-http");

  public static final Setting<Integer> PORT =
      Setting.of(
          "port",
          Group.LISTENING,
          ValueType.whole(0, 65_535),
          "5000",
          "Port to listen on; 0 chooses any free port");

  /** The public URL, without a trailing slash. */
  public static final Setting<Optional<URI>> PUBLIC_URL =
      Setting.optional(
          "public-url",
          Group.LISTENING,
          ValueType.text("URL", (text, _) -> Addresses.publicUrl(text)),
          "none",
          "URL at which clients reach this server: http or https, without a query; a path is allowed");

  static final Setting<Boolean> INSECURE_HTTP =
      Setting.of(
          "insecure-http",
          Group.LISTENING,
          ValueType.flag(),
          "false",
          "Listen beyond loopback without TLS: passwords and tokens are sent in plain text");

  public static final Setting<List<AddressBlock>> TRUSTED_PROXIES =
      Setting.computed(
          "trusted-proxies",
          Group.LISTENING,
          ValueType.list("ADDRESS", (text, _) -> Addresses.proxies(text)),
          "none",
          List::of,
          "IP addresses or CIDR blocks of the proxies whose X-Forwarded-* fields the server uses");

  /**
   * The allowed origins in the form that browsers send: lower case, no default port, no trailing
   * slash.
   */
  static final Setting<List<String>> CORS_ORIGINS =
      Setting.computed(
          "cors-origins",
          Group.LISTENING,
          ValueType.list("ORIGIN", (text, _) -> Addresses.origin(text)),
          "none",
          List::of,
          "Exact origins (scheme://host[:port]) whose pages may call the API from a browser");

  @Override
  public List<Setting<?>> all() {
    return List.of(HOST, PORT, PUBLIC_URL, INSECURE_HTTP, TRUSTED_PROXIES, CORS_ORIGINS);
  }

  /** The value type of a setting that names a host to listen on. */
  public static ValueType<Host> hostType() {
    return ValueType.text("HOST", (text, machine) -> new Host(Addresses.host(text), machine));
  }

  /**
   * Returns whether clients on other machines can reach the server: directly at its address, or
   * through a proxy. The proxy may run on this machine.
   */
  public static boolean isReachable(Config config) {
    return !config.get(HOST).isLoopback() || !config.get(TRUSTED_PROXIES).isEmpty();
  }

  @Override
  public void validate(Config config, Findings findings) {
    Host host = config.get(HOST);
    if (host.hasNoAddress()) {
      findings.problem(
          HOST,
          "\"host\" is " + Quoting.quoted(host.name()) + "; no address was found for this name");
    }
  }
}
