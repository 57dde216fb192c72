package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Feature;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Log-in requests for tests. Each request belongs to the first browser that opens it. Thread-safe.
 */
public final class TrialRequests implements Addition, LoginRequests {
  private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();
  private final Map<String, String> browsers = new ConcurrentHashMap<>();

  /** Stores a request, and returns the text that stands for it in URLs. */
  public String seal(Wanted request) {
    String sealed = "trial-" + wanted.size();
    wanted.put(sealed, request);
    return sealed;
  }

  /** Makes a request for susan, and returns it sealed. */
  String forSusan() {
    return forSusan(Optional.empty(), Optional.empty());
  }

  /**
   * Makes a request for susan, and returns it sealed.
   *
   * @param least the class that the log-in must reach
   * @param accountId the only account that may log in
   */
  String forSusan(Optional<Acr> least, Optional<Long> accountId) {
    return seal(
        new Wanted(
            Optional.of("Photos & <b>more"),
            Instant.EPOCH,
            least,
            Optional.of("susan"),
            Optional.empty(),
            accountId));
  }

  @Override
  public Optional<Wanted> open(String sealed, String browser) {
    String first = browsers.computeIfAbsent(sealed, _ -> browser);
    return Optional.ofNullable(wanted.get(sealed)).filter(_ -> first.equals(browser));
  }

  @Override
  public String continuation(String sealed, String browser) {
    return "/trial/continue?request=" + sealed;
  }

  @Override
  public String cancellation(String sealed) {
    return "/trial/cancel?request=" + sealed;
  }

  @Override
  public String unmet(String sealed) {
    return "/trial/unmet?request=" + sealed;
  }

  @Override
  public List<Settings> settings() {
    return List.of();
  }

  @Override
  public Feature build(Config config, Store store, Vault vault, InstantSource clock) {
    return new Feature() {};
  }
}
