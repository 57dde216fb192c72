package dev.restauth.passkey;

import dev.restauth.config.AddressBlock;
import dev.restauth.config.Config;
import dev.restauth.http.ListenSettings;
import dev.restauth.store.Transaction;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The relying party of WebAuthn (Level 3, section 4): the domain to which passkeys are bound, and
 * the origins from which they may be used.
 *
 * @param id the RP ID
 * @param origins the allowed origins; a request's origin must be equal to one of them
 * @param localhost whether any port on this machine is an allowed origin, because no public URL is
 *     configured
 */
record RelyingParty(String id, Set<String> origins, boolean localhost) {
  private static final Pattern LOCAL = Pattern.compile("http://localhost(:[0-9]{1,5})?");
  private static final String STORED_ID = "passkey_rp_id";

  /** Copies the origins. */
  RelyingParty {
    origins = Set.copyOf(origins);
  }

  /** Returns the relying party of the settings; empty if the settings do not specify its domain. */
  static Optional<RelyingParty> of(Config config) {
    Optional<URI> publicUrl = config.get(ListenSettings.PUBLIC_URL);
    Set<String> origins = new TreeSet<>(config.get(PasskeySettings.ORIGINS));
    publicUrl.map(RelyingParty::origin).ifPresent(origins::add);
    boolean local = publicUrl.isEmpty() && !ListenSettings.isReachable(config);
    return config
        .get(PasskeySettings.RP_ID)
        .or(() -> publicUrl.map(URI::getHost).filter(RelyingParty::isDomain))
        .or(() -> local ? Optional.of("localhost") : Optional.empty())
        .map(id -> new RelyingParty(id, origins, local && id.equals("localhost")));
  }

  /**
   * Returns whether the host is a domain and not an IP address, because browsers do not support
   * passkeys for IP addresses.
   */
  private static boolean isDomain(String host) {
    return !host.startsWith("[") && AddressBlock.literal(host).isEmpty();
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /** Returns whether pages or apps with this origin may use passkeys. */
  boolean accepts(String origin) {
    return origins.contains(origin) || (localhost && LOCAL.matcher(origin).matches());
  }

  /** Returns the origins of web pages, in alphabetical order. */
  List<String> webOrigins() {
    return origins.stream().filter(each -> !each.startsWith("android:")).sorted().toList();
  }

  /** Returns the RP ID of the most recently registered passkey. */
  static Optional<String> storedId(Transaction tx) {
    return tx.properties().find(STORED_ID);
  }

  /** Stores this RP ID as the RP ID of the registered passkeys. */
  void store(Transaction tx) {
    String stored = tx.properties().setIfAbsent(STORED_ID, id);
    if (!stored.equals(id)) {
      tx.properties().replace(STORED_ID, stored, id);
    }
  }
}
