package dev.restauth;

import dev.restauth.browser.ListedBrowserSessions;
import dev.restauth.impersonation.ImpersonationFeature;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.ClientFeature;
import dev.restauth.organization.OrganizationFeature;
import dev.restauth.personalkey.PersonalKeyFeature;
import dev.restauth.role.OrganizationRights;
import dev.restauth.serviceaccount.ServiceAccountFeature;
import dev.restauth.servicekey.ServiceKeyFeature;
import dev.restauth.session.SessionFeature;
import dev.restauth.token.TokenFeature;

/** Builds the features for sessions, tokens, keys, service accounts, clients and impersonation. */
final class TokenPart {
  final SessionFeature sessions;
  final PersonalKeyFeature personalKeys;
  final ServiceAccountFeature serviceAccounts;
  final ClientFeature clients;
  final TokenFeature tokens;
  final ImpersonationFeature impersonation;
  final ServiceKeyFeature serviceKeys;

  TokenPart(CorePart core, AccountPart accountPart) {
    OrganizationRights.Source memberRights = OrganizationFeature.rights(core.store);
    sessions =
        new SessionFeature(
            core.config,
            core.store,
            accountPart.account.ownAccount(),
            core.confirmation,
            new ListedBrowserSessions(accountPart.durations),
            core.keys.keys()::longestToken,
            core.cluster::holdsLease,
            core.events.record());
    personalKeys =
        new PersonalKeyFeature(
            core.store,
            core.accounts,
            sessions,
            accountPart.roles,
            memberRights,
            core.policy,
            core.confirmation,
            core.notices,
            core.cluster::holdsLease,
            core.events.record(),
            core.clock);
    serviceAccounts =
        new ServiceAccountFeature(
            core.store,
            personalKeys.keys(),
            OrganizationFeature::rights,
            core.confirmation,
            core.events.record(),
            core.clock);
    clients =
        new ClientFeature(
            core.config,
            core.store,
            core.vault,
            sessions.clientSessions()::endOfClient,
            accountPart.durations::tokensUntil,
            core.cluster::holdsLease,
            core.events.record());
    tokens =
        new TokenFeature(
            core.config,
            core.store,
            core.vault,
            core.cluster,
            core.keys,
            core.accounts,
            sessions,
            personalKeys.keys(),
            accountPart.roles,
            memberRights,
            core.policy,
            id -> clients.clients().find(id).map(Client::generation),
            core.clock);
    impersonation =
        new ImpersonationFeature(
            core.store,
            accountPart.durations,
            tokens.issuer(),
            core.confirmation,
            core.policy,
            core.notices,
            core.events.record());
    serviceKeys = new ServiceKeyFeature(core.store, core.vault, core.events.record());
  }
}
