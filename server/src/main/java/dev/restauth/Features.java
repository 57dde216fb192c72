package dev.restauth;

import dev.restauth.account.AccountErasure;
import dev.restauth.admin.AdminFeature;
import dev.restauth.adopt.AdoptFeature;
import dev.restauth.caller.Callers;
import dev.restauth.care.CareFeature;
import dev.restauth.cluster.ClusterFeature;
import dev.restauth.config.Config;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.event.EventFeature;
import dev.restauth.export.Export;
import dev.restauth.export.ExportFeature;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Declaration;
import dev.restauth.feature.Feature;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.feed.FeedFeature;
import dev.restauth.figure.Figure;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.client.ClientFeature;
import dev.restauth.operator.Operations;
import dev.restauth.outbound.OutboundFeature;
import dev.restauth.page.PageFeature;
import dev.restauth.passkey.ImportedPasskeys;
import dev.restauth.password.PasswordFeature;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.role.RoleFeature;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.servicekey.ServiceKeyFeature;
import dev.restauth.session.SessionFeature;
import dev.restauth.span.Spans;
import dev.restauth.statistics.StatisticsFeature;
import dev.restauth.store.ChangeListener;
import dev.restauth.token.KeyFeature;
import dev.restauth.token.TokenFeature;
import dev.restauth.vault.Cursors;
import dev.restauth.web.WebFeature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The features of this program, on an open database, in the order in which they begin. {@link
 * CorePart} and the other parts build the features explicitly, and pass each one its dependencies.
 *
 * @param store the database, which notifies the features of changes
 * @param callers authenticates callers with these features
 * @param spans records spans of requests
 */
record Features(
    List<Feature> all,
    NotifyingStore store,
    EventFeature events,
    PasswordFeature passwords,
    OutboundFeature outbound,
    ClusterFeature cluster,
    KeyFeature keys,
    SessionFeature sessions,
    TokenFeature tokens,
    RoleFeature roles,
    ServiceKeyFeature serviceKeys,
    ClientFeature clients,
    FeedFeature feed,
    PageFeature pages,
    Callers callers,
    AccountErasure erasure,
    Spans spans) {

  /**
   * Builds the features. {@code closeables} will close them.
   *
   * @throws IllegalArgumentException if a setting cannot be used; the message is one line for the
   *     operator
   */
  static Features build(
      Declarations declarations,
      Config config,
      DatabasePlace place,
      NotifyingStore store,
      ChangeListener listener,
      InstantSource clock,
      Closeables closeables) {
    List<Feature> all = new ArrayList<>(); // filled below; no part reads it earlier
    CorePart core = new CorePart(declarations, config, place, store, listener, clock);
    AccountPart accountPart = new AccountPart(core, all);
    TokenPart tokenPart = new TokenPart(core, accountPart);
    FactorPart factorPart = new FactorPart(core, accountPart, tokenPart);
    OauthPart oauthPart = new OauthPart(core, accountPart, tokenPart, factorPart);
    PagePart pagePart = new PagePart(core, accountPart, tokenPart, factorPart, oauthPart);
    AdoptFeature adopt =
        new AdoptFeature(
            config.get(DatabaseSettings.DATA),
            store,
            core.names,
            core.vault,
            core.secrets,
            core.passwords.hasher(),
            new ImportedPasskeys(config),
            core.accounts::invalidate,
            clock);
    FeedFeature feed =
        new FeedFeature(
            store,
            core.cluster,
            core.keys,
            tokenPart.sessions.policy(),
            declarations.changes(),
            clock);

    all.addAll(core.traces); // tracing begins first, so it is closed last
    Collections.addAll(
        all,
        core.events,
        core.passwords,
        core.fallback,
        core.cluster,
        core.outbound,
        core.outbox,
        core.mail,
        core.keys,
        core.logins,
        accountPart.account,
        core.codes,
        accountPart.recovery,
        accountPart.email,
        accountPart.registration,
        accountPart.work,
        new ProfileFeature(store, accountPart.email.own()),
        new ExportFeature(
            new Export(
                store, declarations.schema().tables(), core.vault, core.logins::failedLogIns),
            core.confirmation),
        tokenPart.sessions,
        accountPart.roles,
        core.policy,
        new AdminFeature(
            store,
            accountPart.account.administered(),
            accountPart.roles.roles(),
            accountPart.roles.accountRights(),
            accountPart.recovery.resets(),
            core.mail.mailer(),
            new Cursors(core.vault),
            core.events.record()),
        accountPart.organizations,
        tokenPart.personalKeys,
        tokenPart.serviceAccounts,
        tokenPart.tokens,
        factorPart.factors,
        factorPart.challenges,
        factorPart.passkeys,
        factorPart.devices,
        pagePart.page,
        factorPart.passwordless,
        pagePart.browser,
        factorPart.enrolment,
        factorPart.lostFactors,
        pagePart.signUp,
        factorPart.loginCodes,
        tokenPart.impersonation,
        tokenPart.clients,
        oauthPart.oauth,
        oauthPart.authorize,
        pagePart.accountPages,
        oauthPart.oidc,
        tokenPart.serviceKeys,
        adopt,
        feed,
        new StatisticsFeature(store, clock),
        new CareFeature(
            place,
            core.masterKeys,
            store,
            declarations.sealed(),
            database -> Declaration.notes(declarations.all(), config, database),
            declarations.schema(),
            clock),
        new WebFeature(
            config.get(ListenSettings.PUBLIC_URL),
            core.passwords.policy()::accepts,
            () -> List.copyOf(all)));
    for (Addition each : declarations.additions()) {
      all.add(each.build(config, store, core.vault, clock));
    }
    all.forEach(each -> closeables.add(each, Feature::close));
    return new Features(
        List.copyOf(all),
        store,
        core.events,
        core.passwords,
        core.outbound,
        core.cluster,
        core.keys,
        tokenPart.sessions,
        tokenPart.tokens,
        accountPart.roles,
        tokenPart.serviceKeys,
        tokenPart.clients,
        feed,
        pagePart.page,
        new Callers(
            core.logins.flow(),
            tokenPart.tokens::verify,
            tokenPart.serviceKeys.keys(),
            tokenPart.personalKeys.authentication(),
            factorPart.challenges.challenges(),
            accountPart.roles::administrative,
            core.cluster.freshness()::require),
        accountPart.erasure,
        core.spans);
  }

  /** Begins all features. From then on, the store notifies them of changes. */
  void begin() {
    store.setFeatures(all);
    all.forEach(Feature::verify);
    all.forEach(Feature::begin);
    cluster.follow(all, feed.feed());
  }

  /** Returns all HTTP routes. Call this method once, after {@link #begin}. */
  RouteTable routes() {
    RouteTable table = new RouteTable();
    all.forEach(each -> each.routes().forEach(routes -> routes.declare(table)));
    return table;
  }

  /**
   * Returns the figures (metrics) of the database and of all features. Call this method once, after
   * {@link #begin}.
   */
  List<Figure> figures() {
    return Stream.concat(
            store.figures().stream(), all.stream().flatMap(each -> each.figures().stream()))
        .toList();
  }

  /** Returns the tasks that run every minute. */
  List<MaintenanceTasks.Task> maintenanceTasks() {
    return all.stream().flatMap(each -> each.maintenanceTasks().stream()).toList();
  }

  /** Returns an object without operations, which will record commands as security events. */
  Operations noOperations() {
    return new Operations(events.commands());
  }

  /** Returns the operations for operators. */
  Operations operations() {
    Operations operations = noOperations();
    all.forEach(each -> each.operations().forEach(source -> source.declare(operations)));
    return operations;
  }
}
