package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountErasure;
import dev.restauth.account.AccountFeature;
import dev.restauth.account.AccountRows;
import dev.restauth.account.ClosingListener;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.account.RetiredNames;
import dev.restauth.accountpage.AccountPageFeature;
import dev.restauth.admin.AdminFeature;
import dev.restauth.adopt.AdoptFeature;
import dev.restauth.adopt.FallbackFeature;
import dev.restauth.adopt.StoredSecrets;
import dev.restauth.browser.BrowserFeature;
import dev.restauth.browser.BrowserLocales;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.browser.ListedBrowserSessions;
import dev.restauth.browser.LoginLinks;
import dev.restauth.browser.LoginRequests;
import dev.restauth.browser.OwnRequests;
import dev.restauth.caller.Callers;
import dev.restauth.care.CareFeature;
import dev.restauth.challenge.ChallengeFeature;
import dev.restauth.cluster.ClusterFeature;
import dev.restauth.code.CodeFeature;
import dev.restauth.config.Config;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.device.DeviceFeature;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.email.EmailFeature;
import dev.restauth.email.OwnEmail;
import dev.restauth.enrolment.EnrolmentFeature;
import dev.restauth.event.EventFeature;
import dev.restauth.export.Export;
import dev.restauth.export.ExportFeature;
import dev.restauth.factor.FactorFeature;
import dev.restauth.factor.StoredProofs;
import dev.restauth.factorpolicy.FactorPolicySettings;
import dev.restauth.factorpolicy.RequiredFactors;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Declaration;
import dev.restauth.feature.Feature;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.feed.FeedFeature;
import dev.restauth.figure.Figure;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.RouteTable;
import dev.restauth.impersonation.ImpersonationFeature;
import dev.restauth.login.LoginFeature;
import dev.restauth.login.LoginSettings;
import dev.restauth.logincode.LoginCodeFeature;
import dev.restauth.lostfactor.LostFactorFeature;
import dev.restauth.lostfactor.PendingRemovals;
import dev.restauth.mail.MailFeature;
import dev.restauth.notice.NoticeSettings;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.oauth.OauthFeature;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientKeys;
import dev.restauth.oauth.authorize.AuthorizeFeature;
import dev.restauth.oauth.authorize.SealedRequests;
import dev.restauth.oauth.client.ActiveClients;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.ClientFeature;
import dev.restauth.oauth.client.StoredClients;
import dev.restauth.oauth.grant.AuthorizationCodeGrant;
import dev.restauth.oauth.grant.ClientCredentialsGrant;
import dev.restauth.oauth.grant.RefreshTokenGrant;
import dev.restauth.oidc.BackchannelLogout;
import dev.restauth.oidc.OidcFeature;
import dev.restauth.operator.Operations;
import dev.restauth.organization.OrganizationFeature;
import dev.restauth.outbound.OutboundFeature;
import dev.restauth.outbox.OutboxFeature;
import dev.restauth.page.PageFeature;
import dev.restauth.passkey.ImportedPasskeys;
import dev.restauth.passkey.PasskeyFeature;
import dev.restauth.password.PasswordFeature;
import dev.restauth.passwordless.PasswordlessFeature;
import dev.restauth.personalkey.PersonalKeyFeature;
import dev.restauth.profile.AccountDetails;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.recovery.MailboxRecoveryRows;
import dev.restauth.recovery.RecoveryFeature;
import dev.restauth.registration.RegistrationFeature;
import dev.restauth.registration.RegistrationSettings;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.RoleFeature;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.serviceaccount.ServiceAccountFeature;
import dev.restauth.servicekey.ServiceKeyFeature;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.SessionFeature;
import dev.restauth.session.SessionPolicy;
import dev.restauth.signup.SignUpFeature;
import dev.restauth.span.Spans;
import dev.restauth.statistics.StatisticsFeature;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.Transaction;
import dev.restauth.token.KeyFeature;
import dev.restauth.token.TokenFeature;
import dev.restauth.trace.TraceFeature;
import dev.restauth.trace.TraceSettings;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import dev.restauth.web.WebFeature;
import dev.restauth.work.WorkFeature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The features of this program, on an open database. Each one is built explicitly, with its dependencies, in
 * the order in which they begin.
 *
 * @param all the features in that order
 * @param store the database, which notifies the features of changes
 * @param callers authenticates callers with these features
 * @param spans records requests
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
   * Builds the features and adds them to {@code closeables}.
   *
   * @throws IllegalArgumentException if a setting cannot be used; the message is one line for the operator
   */
  static Features build(
      Declarations declarations,
      Config config,
      DatabasePlace place,
      NotifyingStore store,
      ChangeListener listener,
      InstantSource clock,
      Closeables closeables) {
    List<Feature> all = new ArrayList<>(); // filled below, before anyone uses it
    Spans spans = Spans.NONE;
    if (config.get(TraceSettings.ENDPOINT).isPresent()) { // otherwise its class is not loaded
      TraceFeature traces = new TraceFeature(config, clock);
      all.add(traces); // the first one, to be closed last
      spans = traces.spans();
    }
    MasterKeys masterKeys = MasterKeys.of(config);
    Vault vault = new Vault(masterKeys, store, declarations.sealed());
    StoredSecrets secrets = new StoredSecrets(store, vault);
    AccountCache accounts = new AccountCache(store);
    RetiredNames names = new RetiredNames(vault.digest("retired-name"));
    PasswordFeature passwords = new PasswordFeature(config, secrets, clock);
    FallbackFeature fallback = new FallbackFeature(config, store, names, vault, clock);
    ClusterFeature cluster =
        new ClusterFeature(config, store, listener, declarations.changes(), clock);
    EventFeature events =
        new EventFeature(
            config,
            store,
            new Cursors(vault),
            Access.administrative(AdministrativeScope.EVENTS_READ),
            place instanceof DatabasePlace.SqliteFile,
            cluster::holdsLease,
            clock,
            id -> accounts.find(id).map(Account::username),
            (tx, id) -> new AccountRows(tx).lockUnlessClosed(id));
    OutboundFeature outbound = new OutboundFeature(config);
    KeyFeature keys = new KeyFeature(config, store, vault, events.record(), clock);
    BackchannelLogout backchannel =
        new BackchannelLogout(
            new StoredClients(store), outbound.client(), keys.idTokenKeys(), keys.profile(), clock);
    OutboxFeature outbox =
        new OutboxFeature(
            store,
            vault,
            Stream.concat(MailFeature.delivery(config, clock).stream(), Stream.of(backchannel))
                .toList(),
            place instanceof DatabasePlace.SqliteFile,
            cluster::holdsLease,
            spans);
    MailFeature mail =
        new MailFeature(config, outbox.outbox(), ProfileFeature::locale, vault, clock);
    OwnerNotices notices =
        new OwnerNotices(mail.mailer(), config.get(NoticeSettings.NEW_NETWORK_NOTICES));
    RequiredFactors policy = new RequiredFactors(FactorPolicySettings.required(config), store);
    CodeFeature codes = new CodeFeature(store, vault, cluster::holdsLease);
    LoginFeature logins =
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
    PasswordConfirmation confirmation =
        new PasswordConfirmation(logins.flow()::confirm, new StoredProofs(store), clock);
    AccountErasure erasure =
        new AccountErasure(
            store,
            names,
            new ClosingListener() {
              @Override
              public void prepare(Transaction tx) {
                mail.mailer().lock(tx);
              }

              @Override
              public Runnable byOwner(Transaction tx, long accountId) {
                EmailFeature.requireNoUndo(tx, codes.codes(), accountId);
                return OrganizationFeature.requireOwnersElsewhere(tx, accountId);
              }

              @Override
              public void in(Transaction tx, Account erased) {
                all.forEach(each -> each.erase(tx, erased.id(), erased.username()));
              }
            },
            cluster::holdsLease,
            clock);
    SessionPolicy durations = SessionPolicy.of(config, keys.keys()::longestToken);
    RoleFeature roles =
        new RoleFeature(
            config, store, durations::tokensUntil, cluster::holdsLease, events.record(), clock);
    ConfirmationListener confirmations =
        (tx, address, accountId) -> {
          mail.mailer().assign(tx, address, accountId);
          RegistrationFeature.assign(tx, codes.codes(), address, accountId);
          OrganizationFeature.assign(tx, codes.codes(), address, accountId);
        };
    WorkFeature work = new WorkFeature(config, vault.digest("sign-up-work"), clock);
    RecoveryFeature recovery =
        new RecoveryFeature(
            config,
            store,
            codes.codes(),
            mail.mailer(),
            passwords,
            logins::isKnown,
            confirmations,
            work.work(),
            cluster::holdsLease,
            events.record());
    EmailFeature email =
        new EmailFeature(
            new OwnEmail(
                store,
                codes.codes(),
                mail.mailer(),
                events.record(),
                recovery.resets()::begin,
                confirmations,
                (tx, undone, since, from) -> {
                  new MailboxRecoveryRows(tx).forget(undone.id());
                  FactorFeature.undone(tx, undone, since, from, notices, events.record());
                }),
            mail.mailer(),
            confirmation,
            recovery.resets().duration());
    AccountFeature account =
        new AccountFeature(
            config,
            LoginSettings.newUsernames(config),
            store,
            names,
            accounts,
            passwords,
            fallback.directory(),
            confirmation,
            logins.registrations(),
            notices,
            (facts, of) ->
                roles.describe(new AccountDetails(store, email.own()).add(facts, of), of),
            erasure,
            RoleFeature.ownerClosing(mail.mailer()::lock),
            roles.administrators(),
            events.record(),
            clock);
    OrganizationRights.Source memberRights = OrganizationFeature.rights(store);
    OrganizationFeature organizations =
        new OrganizationFeature(
            config,
            store,
            vault,
            durations::tokensUntil,
            codes.codes(),
            mail.mailer(),
            cluster::holdsLease,
            confirmation,
            events.record(),
            clock);
    RegistrationFeature registration =
        new RegistrationFeature(
            config,
            store,
            account.registration(),
            codes.codes(),
            email.own(),
            mail.mailer(),
            work.work(),
            roles.grants(),
            organizations.memberships(),
            confirmations,
            vault,
            events.record());
    SessionFeature sessions =
        new SessionFeature(
            config,
            store,
            account.ownAccount(),
            confirmation,
            new ListedBrowserSessions(durations),
            keys.keys()::longestToken,
            cluster::holdsLease,
            events.record());
    PersonalKeyFeature personalKeys =
        new PersonalKeyFeature(
            store,
            accounts,
            sessions,
            roles,
            memberRights,
            policy,
            confirmation,
            notices,
            cluster::holdsLease,
            events.record(),
            clock);
    ServiceAccountFeature serviceAccounts =
        new ServiceAccountFeature(
            store,
            personalKeys.keys(),
            OrganizationFeature::rights,
            confirmation,
            events.record(),
            clock);
    ClientFeature clients =
        new ClientFeature(
            config,
            store,
            vault,
            sessions.clientSessions()::endOfClient,
            durations::tokensUntil,
            cluster::holdsLease,
            events.record());
    TokenFeature tokens =
        new TokenFeature(
            config,
            store,
            vault,
            cluster,
            keys,
            accounts,
            sessions,
            personalKeys.keys(),
            roles,
            memberRights,
            policy,
            id -> clients.clients().find(id).map(Client::generation),
            clock);
    FactorFeature factors =
        new FactorFeature(
            store,
            vault,
            logins::isKnown,
            logins::keepOnly,
            sessions.sessions(),
            tokens.issuer(),
            confirmation,
            policy,
            PasskeyFeature.listed(config, store, vault),
            notices,
            MailFeature.service(config),
            cluster::holdsLease,
            events.record());
    ChallengeFeature challenges =
        new ChallengeFeature(
            store,
            logins.flow(),
            factors.check(),
            logins::isKnown,
            sessions.sessions(),
            tokens.issuer(),
            PasskeyFeature.isConfigured(config),
            cluster::holdsLease);
    PasskeyFeature passkeys =
        new PasskeyFeature(
            config,
            store,
            vault,
            logins.flow(),
            factors,
            challenges,
            notices,
            cluster::holdsLease,
            events.record(),
            clock);
    DeviceFeature devices =
        new DeviceFeature(config, store, notices, cluster::holdsLease, events.record());
    LoginCodeFeature loginCodes =
        new LoginCodeFeature(
            config,
            store,
            codes.codes(),
            mail.mailer(),
            logins,
            policy,
            challenges.challenges(),
            sessions.sessions(),
            tokens.issuer(),
            work.work(),
            events.record(),
            cluster.databaseTime());
    BrowserSessions browserSessions =
        new BrowserSessions(store, durations, sessions.clientSessions()::endOf, events.record());
    PageFeature page =
        new PageFeature(
            config,
            vault,
            passwords.meter(),
            new BrowserLocales(store, browserSessions, ProfileFeature::locale),
            clock);
    SealedRequests authorizationRequests =
        new SealedRequests(store, vault, clients.clients(), cluster.databaseTime());
    OwnRequests ownRequests =
        new OwnRequests(loginRequests(declarations, authorizationRequests), vault, clock);
    EnrolmentFeature enrolment =
        new EnrolmentFeature(
            store,
            codes.codes(),
            mail.mailer(),
            challenges.challenges(),
            factors.totp(),
            passkeys.enrolment(),
            logins::isKnown,
            policy);
    BrowserFeature browser =
        new BrowserFeature(
            store,
            vault,
            page,
            browserSessions,
            logins.flow(),
            challenges.challenges(),
            devices.devices(),
            loginCodes.logins(),
            work.work(),
            enrolment.codes(),
            factors.totp(),
            passkeys.pages(),
            new LoginLinks(
                RegistrationSettings.offersSignUp(config),
                mail.mailer().isConfigured(),
                loginCodes.logins().isPresent(),
                mail.mailer().isConfigured()),
            ownRequests,
            id -> accounts.find(id).map(Account::username),
            cluster::holdsLease,
            clock);
    LostFactorFeature lostFactors =
        new LostFactorFeature(
            store, codes.codes(), mail.mailer(), challenges.challenges(), notices, events.record());
    SignUpFeature signUp =
        new SignUpFeature(
            vault,
            browser,
            ownRequests,
            work.work(),
            passwords.policy(),
            registration,
            recovery,
            email.own(),
            lostFactors,
            mail,
            MailFeature.sender(config),
            id -> accounts.find(id).map(Account::username),
            clock);
    RefreshTokens refreshTokens = new RefreshTokens(store, sessions.sessions(), events.record());
    ImpersonationFeature impersonation =
        new ImpersonationFeature(
            store, durations, tokens.issuer(), confirmation, policy, notices, events.record());
    ClientAuthentication clientAuthentication =
        new ClientAuthentication(
            clients.clients(),
            store,
            new ClientKeys(outbound.client(), clock),
            events.record(),
            clock);
    ActiveClients activeClients = new ActiveClients(store);
    OidcFeature oidc =
        new OidcFeature(
            store,
            keys.profile(),
            keys.idTokenKeys(),
            clients.clients(),
            tokens.clientTokens(),
            browserSessions,
            outbox.outbox(),
            activeClients,
            page,
            id -> accounts.find(id).filter(Account::active).map(Account::username),
            clock);
    OauthFeature oauth =
        new OauthFeature(
            config.get(ListenSettings.PUBLIC_URL),
            keys.profile(),
            tokens::verify,
            tokens.issuer(),
            sessions.sessions(),
            refreshTokens,
            personalKeys,
            tokens.clientIssuer(),
            tokens.clientTokens(),
            oidc.idTokens(),
            clientAuthentication,
            List.of(
                new RefreshTokenGrant(refreshTokens, tokens.issuer(), tokens.clientIssuer()),
                new AuthorizationCodeGrant(
                    store, clients.clients(), sessions.clientSessions(), tokens.clientIssuer()),
                new ClientCredentialsGrant()),
            List.of(OidcFeature.metadata()),
            activeClients::haveOrigin);
    AuthorizeFeature authorize =
        new AuthorizeFeature(
            store,
            vault,
            keys.profile(),
            clients.clients(),
            authorizationRequests,
            clientAuthentication,
            config.get(ListenSettings.PUBLIC_URL),
            browserSessions,
            logins.flow(),
            challenges.challenges(),
            passkeys.pages(),
            oidc.hints()::account,
            id -> accounts.find(id).map(Account::username),
            sessions.clientSessions()::endOf,
            cluster::holdsLease,
            events.record(),
            clock);
    AccountPageFeature accountPages =
        new AccountPageFeature(
            page,
            browserSessions,
            ownRequests,
            id -> store.reading(tx -> new AccountRows(tx).findById(id)),
            sessions.own(),
            devices.devices(),
            authorize.consents(),
            email.own(),
            mail.mailer(),
            account.ownAccount(),
            policy,
            passwords.policy(),
            factors,
            passkeys.registered(),
            id -> clients.clients().find(id).map(Client::name),
            clock);
    ServiceKeyFeature serviceKeys = new ServiceKeyFeature(store, vault, events.record());
    AdoptFeature adopt =
        new AdoptFeature(
            config.get(DatabaseSettings.DATA),
            store,
            names,
            vault,
            secrets,
            passwords.hasher(),
            new ImportedPasskeys(config),
            accounts::invalidate,
            clock);
    FeedFeature feed =
        new FeedFeature(store, cluster, keys, sessions.policy(), declarations.changes(), clock);

    Collections.addAll(
        all,
        events,
        passwords,
        fallback,
        cluster,
        outbound,
        outbox,
        mail,
        keys,
        logins,
        account,
        codes,
        recovery,
        email,
        registration,
        work,
        new ProfileFeature(store, email.own()),
        new ExportFeature(
            new Export(store, declarations.schema().tables(), vault, logins::failedLogIns),
            confirmation),
        sessions,
        roles,
        policy,
        new AdminFeature(
            store,
            account.administered(),
            roles.roles(),
            roles.accountRights(),
            recovery.resets(),
            mail.mailer(),
            new Cursors(vault),
            events.record()),
        organizations,
        personalKeys,
        serviceAccounts,
        tokens,
        factors,
        challenges,
        passkeys,
        devices,
        page,
        new PasswordlessFeature(
            store, passwords, confirmation, notices, mail.mailer()::isConfigured, events.record()),
        browser,
        enrolment,
        lostFactors,
        signUp,
        loginCodes,
        impersonation,
        clients,
        oauth,
        authorize,
        accountPages,
        oidc,
        serviceKeys,
        adopt,
        feed,
        new StatisticsFeature(store, clock),
        new CareFeature(
            place,
            masterKeys,
            store,
            declarations.sealed(),
            database -> Declaration.notes(declarations.all(), config, database),
            declarations.schema(),
            clock),
        new WebFeature(
            config.get(ListenSettings.PUBLIC_URL),
            passwords.policy()::accepts,
            () -> List.copyOf(all)));
    for (Addition each : declarations.additions()) {
      all.add(each.build(config, store, vault, clock));
    }
    all.forEach(each -> closeables.add(each, Feature::close));
    return new Features(
        List.copyOf(all),
        store,
        events,
        passwords,
        outbound,
        cluster,
        keys,
        sessions,
        tokens,
        roles,
        serviceKeys,
        clients,
        feed,
        page,
        new Callers(
            logins.flow(),
            tokens::verify,
            serviceKeys.keys(),
            personalKeys.authentication(),
            challenges.challenges(),
            roles::administrative,
            cluster.freshness()::require),
        erasure,
        spans);
  }

  /** Returns the requests for which users log in on pages. */
  private static LoginRequests loginRequests(Declarations declarations, LoginRequests usual) {
    return declarations.additions().stream()
        .filter(LoginRequests.class::isInstance)
        .map(LoginRequests.class::cast)
        .findFirst()
        .orElse(usual);
  }

  /** Begins all features. From then on they are notified of changes. */
  void begin() {
    store.setFeatures(all);
    all.forEach(Feature::verify);
    all.forEach(Feature::begin);
    cluster.follow(all, feed.feed());
  }

  /** Returns all HTTP routes. To be called once, after {@link #begin}. */
  RouteTable routes() {
    RouteTable table = new RouteTable();
    all.forEach(each -> each.routes().forEach(routes -> routes.declare(table)));
    return table;
  }

  /** Returns the figures of the database and of all features. To be called once, after {@link #begin}. */
  List<Figure> figures() {
    return Stream.concat(
            store.figures().stream(), all.stream().flatMap(each -> each.figures().stream()))
        .toList();
  }

  /** The tasks that run every minute. */
  List<MaintenanceTasks.Task> maintenanceTasks() {
    return all.stream().flatMap(each -> each.maintenanceTasks().stream()).toList();
  }

  /** Returns the operator's operations. */
  Operations operations() {
    Operations operations = new Operations(events.commands());
    all.forEach(each -> each.operations().forEach(source -> source.declare(operations)));
    return operations;
  }
}
