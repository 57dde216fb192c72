package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.browser.BrowserLocales;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.http.ListenSettings;
import dev.restauth.oauth.OauthFeature;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientKeys;
import dev.restauth.oauth.authorize.AuthorizeFeature;
import dev.restauth.oauth.authorize.SealedRequests;
import dev.restauth.oauth.client.ActiveClients;
import dev.restauth.oauth.grant.AuthorizationCodeGrant;
import dev.restauth.oauth.grant.ClientCredentialsGrant;
import dev.restauth.oauth.grant.RefreshTokenGrant;
import dev.restauth.oidc.OidcFeature;
import dev.restauth.page.PageFeature;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.session.RefreshTokens;
import java.util.List;

/** Builds the features for OAuth and OpenID Connect. */
final class OauthPart {
  final SealedRequests authorizationRequests;
  final BrowserSessions browserSessions;
  final PageFeature page;
  final RefreshTokens refreshTokens;
  final ClientAuthentication clientAuthentication;
  final ActiveClients activeClients;
  final OidcFeature oidc;
  final OauthFeature oauth;
  final AuthorizeFeature authorize;

  OauthPart(CorePart core, AccountPart accountPart, TokenPart tokenPart, FactorPart factorPart) {
    authorizationRequests =
        new SealedRequests(
            core.store, core.vault, tokenPart.clients.clients(), core.cluster.databaseTime());
    browserSessions =
        new BrowserSessions(
            core.store,
            accountPart.durations,
            tokenPart.sessions.clientSessions()::endOf,
            id -> core.accounts.find(id).filter(core.policy::isDue).isPresent(),
            core.events.record());
    page =
        new PageFeature(
            core.config,
            core.vault,
            core.passwords.meter(),
            new BrowserLocales(core.store, browserSessions, ProfileFeature::locale),
            core.clock);
    refreshTokens =
        new RefreshTokens(core.store, tokenPart.sessions.sessions(), core.events.record());
    clientAuthentication =
        new ClientAuthentication(
            tokenPart.clients.clients(),
            core.store,
            new ClientKeys(core.outbound.client(), core.clock),
            core.events.record(),
            core.clock);
    activeClients = new ActiveClients(core.store);
    oidc =
        new OidcFeature(
            core.store,
            core.keys.profile(),
            core.keys.idTokenKeys(),
            tokenPart.clients.clients(),
            tokenPart.tokens.clientTokens(),
            browserSessions,
            core.outbox.outbox(),
            activeClients,
            page,
            id -> core.accounts.find(id).filter(Account::active).map(Account::username),
            core.clock);
    oauth =
        new OauthFeature(
            core.config.get(ListenSettings.PUBLIC_URL),
            core.keys.profile(),
            tokenPart.tokens::verify,
            tokenPart.tokens.issuer(),
            tokenPart.sessions.sessions(),
            refreshTokens,
            tokenPart.personalKeys,
            tokenPart.tokens.clientIssuer(),
            tokenPart.tokens.clientTokens(),
            oidc.idTokens(),
            clientAuthentication,
            List.of(
                new RefreshTokenGrant(
                    refreshTokens, tokenPart.tokens.issuer(), tokenPart.tokens.clientIssuer()),
                new AuthorizationCodeGrant(
                    core.store,
                    tokenPart.clients.clients(),
                    tokenPart.sessions.clientSessions(),
                    tokenPart.tokens.clientIssuer()),
                new ClientCredentialsGrant()),
            List.of(OidcFeature.metadata()),
            activeClients::haveOrigin);
    authorize =
        new AuthorizeFeature(
            core.store,
            core.vault,
            core.keys.profile(),
            tokenPart.clients.clients(),
            authorizationRequests,
            clientAuthentication,
            core.config.get(ListenSettings.PUBLIC_URL),
            browserSessions,
            core.logins.flow(),
            factorPart.challenges.challenges(),
            factorPart.passkeys.pages(),
            oidc.hints()::account,
            id -> core.accounts.find(id).map(Account::username),
            tokenPart.sessions.clientSessions()::endOf,
            core.cluster::holdsLease,
            core.events.record(),
            core.clock);
  }
}
