package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.account.RetiredNames;
import dev.restauth.adopt.FallbackFeature;
import dev.restauth.adopt.StoredSecrets;
import dev.restauth.cluster.ClusterFeature;
import dev.restauth.code.CodeFeature;
import dev.restauth.config.Config;
import dev.restauth.database.DatabasePlace;
import dev.restauth.event.EventFeature;
import dev.restauth.factor.FactorFeature;
import dev.restauth.factor.StoredProofs;
import dev.restauth.factorpolicy.FactorPolicySettings;
import dev.restauth.factorpolicy.RequiredFactors;
import dev.restauth.feature.Feature;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.login.LoginFeature;
import dev.restauth.lostfactor.PendingRemovals;
import dev.restauth.mail.MailFeature;
import dev.restauth.notice.NoticeSettings;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.oauth.client.StoredClients;
import dev.restauth.oidc.BackchannelLogout;
import dev.restauth.outbound.CallKind;
import dev.restauth.outbound.OutboundFeature;
import dev.restauth.outbox.OutboxFeature;
import dev.restauth.password.PasswordFeature;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.span.Spans;
import dev.restauth.store.ChangeListener;
import dev.restauth.token.KeyFeature;
import dev.restauth.trace.TraceFeature;
import dev.restauth.trace.TraceSettings;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds what all other parts need: the database's secrets, events, mails, signing keys and the
 * log-in of users.
 */
final class CorePart {
  final Declarations declarations;
  final Config config;
  final DatabasePlace place;
  final NotifyingStore store;
  final InstantSource clock;
  final List<Feature> traces;
  final Spans spans;
  final MasterKeys masterKeys;
  final Vault vault;
  final StoredSecrets secrets;
  final AccountCache accounts;
  final RetiredNames names;
  final PasswordFeature passwords;
  final FallbackFeature fallback;
  final ClusterFeature cluster;
  final EventFeature events;
  final OutboundFeature outbound;
  final KeyFeature keys;
  final OutboxFeature outbox;
  final MailFeature mail;
  final OwnerNotices notices;
  final RequiredFactors policy;
  final CodeFeature codes;
  final LoginFeature logins;
  final PasswordConfirmation confirmation;

  CorePart(
      Declarations declarations,
      Config config,
      DatabasePlace place,
      NotifyingStore store,
      ChangeListener listener,
      InstantSource clock) {
    this.declarations = declarations;
    this.config = config;
    this.place = place;
    this.store = store;
    this.clock = clock;
    boolean traced = config.get(TraceSettings.ENDPOINT).isPresent();
    outbound =
        new OutboundFeature(
            config,
            traced
                ? EnumSet.allOf(CallKind.class)
                : EnumSet.complementOf(EnumSet.of(CallKind.TRACES)));
    if (traced) { // if tracing is off, the class is not loaded
      TraceFeature feature = new TraceFeature(config, outbound, clock);
      traces = List.of(feature);
      spans = feature.spans();
    } else {
      traces = List.of();
      spans = Spans.NONE;
    }
    masterKeys = MasterKeys.of(config);
    vault = new Vault(masterKeys, store, declarations.sealed());
    secrets = new StoredSecrets(store, vault);
    accounts = new AccountCache(store);
    names = new RetiredNames(vault.digest("retired-name"));
    passwords = new PasswordFeature(config, secrets, clock);
    fallback = new FallbackFeature(config, store, names, vault, clock);
    cluster = new ClusterFeature(config, store, listener, declarations.changes(), clock);
    events =
        new EventFeature(
            config,
            store,
            new Cursors(vault),
            Access.administrative(AdministrativeScope.EVENTS_READ),
            place instanceof DatabasePlace.SqliteFile,
            cluster::holdsLease,
            clock,
            id -> accounts.find(id).map(Account::username));
    keys = new KeyFeature(config, store, vault, events.record(), clock);
    BackchannelLogout backchannel =
        new BackchannelLogout(
            new StoredClients(store), outbound.client(), keys.idTokenKeys(), keys.profile(), clock);
    outbox =
        new OutboxFeature(
            store,
            vault,
            Stream.concat(MailFeature.delivery(config, clock).stream(), Stream.of(backchannel))
                .toList(),
            place instanceof DatabasePlace.SqliteFile,
            cluster::holdsLease,
            spans);
    mail = new MailFeature(config, outbox.outbox(), ProfileFeature::locale, vault, clock);
    notices = new OwnerNotices(mail.mailer(), config.get(NoticeSettings.NEW_NETWORK_NOTICES));
    policy = new RequiredFactors(FactorPolicySettings.required(config), store);
    codes = new CodeFeature(store, vault, cluster::holdsLease);
    logins =
        new LoginFeature(
            config,
            store,
            vault,
            accounts,
            passwords.hasher(),
            fallback.directory(),
            notices,
            policy,
            notices,
            new PendingRemovals(codes.codes()),
            FactorFeature::resetFailures,
            cluster.freshness()::isUsable,
            cluster::holdsLease,
            events.record(),
            cluster.databaseTime());
    confirmation = new PasswordConfirmation(logins.flow()::confirm, new StoredProofs(store), clock);
  }
}
