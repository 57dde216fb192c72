package dev.restauth.passkey;

import dev.restauth.challenge.ChallengeFeature;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.SettingProblem;
import dev.restauth.event.SecurityEvents;
import dev.restauth.factor.FactorFeature;
import dev.restauth.factor.ListedFactors;
import dev.restauth.feature.Feature;
import dev.restauth.http.Problem;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.login.LoginFlow;
import dev.restauth.mail.MailFeature;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.throttle.AddressAllowances;
import dev.restauth.vault.Vault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The feature for passkeys. */
public final class PasskeyFeature implements Feature {
  /** The answer to calls for passkeys if no domain is configured. */
  public static final Problem NOT_CONFIGURED =
      ProblemType.PASSKEYS_NOT_CONFIGURED.because(
          "This server does not know the domain of its passkeys. Its operator can set public-url, or passkey-rp-id and passkey-origins.");

  private static final long PURGED_AT_ONCE = 500;

  /**
   * The number of refused log-ins that one address may cause in a burst. It is as large as for
   * passwords, because many users may share an address.
   */
  private static final int FAILURES_AT_ONCE = 100;

  private static final Duration FAILURE_INTERVAL = Duration.ofSeconds(6);

  private final Config config;
  private final Store store;
  private final Optional<RelyingParty> party;
  private final List<RouteTable.Routes> routes;
  private final Optional<PagePasskeys> pages;
  private final Optional<RegisteredPasskeys> registered;
  private final Optional<PasskeyEnrolment> enrolment;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param holdsLease whether this process holds the maintenance lease, which only one server holds
   *     at a time
   */
  public PasskeyFeature(
      Config config,
      Store store,
      Vault vault,
      LoginFlow logins,
      FactorFeature factors,
      ChallengeFeature challenges,
      OwnerNotices notices,
      BooleanSupplier holdsLease,
      SecurityEvents events,
      InstantSource clock) {
    this.config = config;
    this.store = store;
    this.holdsLease = holdsLease;
    this.party = RelyingParty.of(config);
    if (party.isEmpty()) {
      this.routes = List.of(AbsentPasskeys::declareOwn, AbsentPasskeys::declareLogIn);
      this.pages = Optional.empty();
      this.registered = Optional.empty();
      this.enrolment = Optional.empty();
      return;
    }
    Lazy<PasskeyCeremonies> ceremonies = new Lazy<>(() -> new PasskeyCeremonies(party.get()));
    CeremonyRequests requests = new CeremonyRequests(vault);
    PasskeyLogins passkeyLogins =
        new PasskeyLogins(
            store,
            ceremonies,
            requests,
            logins,
            new AddressAllowances(FAILURES_AT_ONCE, FAILURE_INTERVAL, clock),
            events);
    OwnPasskeys own =
        new OwnPasskeys(
            store,
            party.get(),
            ceremonies,
            requests,
            userHandles(vault),
            factors.enrolment(),
            notices);
    this.enrolment =
        Optional.of(
            new PasskeyEnrolment(party.get(), MailFeature.service(config), own, factors.access()));
    this.pages = Optional.of(new PagePasskeys(party.get(), passkeyLogins));
    this.registered =
        Optional.of(new RegisteredPasskeys(store, party.get(), MailFeature.service(config), own));
    this.routes =
        List.of(
            new PasskeyRoutes(own, enrolment.get(), factors.access()),
            new PasskeyLoginRoutes(
                party.get(), passkeyLogins, challenges.challenges(), challenges.completion()),
            new WellKnownRoutes(party.get()));
  }

  /**
   * Returns the log-ins with passkeys, for pages; empty if no domain for passkeys is configured.
   */
  public Optional<PagePasskeys> pages() {
    return pages;
  }

  /**
   * Returns the passkeys of accounts, for pages; empty if no domain for passkeys is configured.
   */
  public Optional<RegisteredPasskeys> registered() {
    return registered;
  }

  /** Returns the object that registers passkeys; empty if no domain for passkeys is configured. */
  public Optional<PasskeyEnrolment> enrolment() {
    return enrolment;
  }

  /** Returns whether a domain for passkeys is configured, so that users can register passkeys. */
  public static boolean isConfigured(Config config) {
    return RelyingParty.of(config).isPresent();
  }

  private static UserHandles userHandles(Vault vault) {
    return new UserHandles(vault.digest("passkey-user"));
  }

  /** Returns the object that adds an account's passkeys to the list of its factors. */
  public static ListedFactors listed(Config config, Store store, Vault vault) {
    Optional<RelyingParty> party = RelyingParty.of(config);
    UserHandles userHandles = userHandles(vault);
    return (json, accountId) -> {
      List<Passkey> passkeys = store.reading(tx -> new PasskeyRows(tx).of(accountId));
      json.array(
          "passkeys",
          all -> passkeys.forEach(each -> all.object(item -> PasskeyJson.passkey(item, each))));
      party.ifPresent(
          known -> PasskeyJson.signal(json, known, userHandles.of(accountId), passkeys));
    };
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }

  /**
   * Checks that the domain of passkeys is unchanged. Passkeys are permanently bound to their
   * domain, so another domain would lock their owners out.
   */
  @Override
  public void verify() {
    Optional<String> configured = party.map(RelyingParty::id);
    Optional<String> stored =
        store.reading(
            tx -> new PasskeyRows(tx).any() ? RelyingParty.storedId(tx) : Optional.empty());
    if (stored.isPresent()
        && !stored.equals(configured)
        && !config.get(PasskeySettings.CHANGE_RP_ID)) {
      throw new ConfigException(
          List.of(
              new SettingProblem(
                  "passkey-rp-id",
                  "the domain of passkeys is now "
                      + configured.map(id -> "\"" + id + "\"").orElse("not known")
                      + ", but users have passkeys of \""
                      + stored.get()
                      + "\", which could not be used any more; set passkey-rp-id to that, or"
                      + " change-passkey-rp-id to start nevertheless")));
    }
  }

  /**
   * Completes a change of the domain that the operator has confirmed; later starts require no
   * confirmation. The passkeys of the old domain are removed, because nobody can use them. Their
   * accounts still count as having a second factor, so the password is not enough to log in to
   * them.
   */
  @Override
  public void begin() {
    if (config.get(PasskeySettings.CHANGE_RP_ID)) {
      party.ifPresent(
          changed ->
              store.inTransaction(
                  tx -> {
                    if (RelyingParty.storedId(tx)
                        .filter(id -> !id.equals(changed.id()))
                        .isPresent()) {
                      new PasskeyRows(tx).removeAll();
                    }
                    changed.store(tx);
                    return true;
                  }));
    }
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("removing used challenges of passkeys", this::purge));
  }

  private boolean purge() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new SpentChallengeRows(tx).purge(tx.now(), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }
}
