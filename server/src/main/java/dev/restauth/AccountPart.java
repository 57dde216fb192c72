package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountErasure;
import dev.restauth.account.AccountFeature;
import dev.restauth.account.ClosingListener;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.email.EmailFeature;
import dev.restauth.email.OwnEmail;
import dev.restauth.factor.FactorFeature;
import dev.restauth.feature.Feature;
import dev.restauth.login.LoginSettings;
import dev.restauth.organization.OrganizationFeature;
import dev.restauth.profile.AccountDetails;
import dev.restauth.recovery.MailboxRecoveryRows;
import dev.restauth.recovery.RecoveryFeature;
import dev.restauth.registration.RegistrationFeature;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.SessionPolicy;
import dev.restauth.store.Transaction;
import dev.restauth.work.WorkFeature;

/**
 * Builds the features for accounts: their creation, addresses, roles, organisations and closing.
 */
final class AccountPart {
  final AccountErasure erasure;
  final SessionPolicy durations;
  final RoleFeature roles;
  final WorkFeature work;
  final RecoveryFeature recovery;
  final EmailFeature email;
  final AccountFeature account;
  final OrganizationFeature organizations;
  final RegistrationFeature registration;

  /**
   * Creates the part.
   *
   * @param all all features of the program. The list is filled after this part has been created
   */
  AccountPart(CorePart core, Iterable<Feature> all) {
    erasure =
        new AccountErasure(
            core.store,
            core.names,
            new ClosingListener() {
              @Override
              public void prepare(Transaction tx) {
                core.mail.mailer().lock(tx);
              }

              @Override
              public Runnable byOwner(Transaction tx, long accountId) {
                EmailFeature.requireNoUndo(tx, core.codes.codes(), accountId);
                return OrganizationFeature.requireOtherOwners(tx, accountId);
              }

              @Override
              public void in(Transaction tx, Account erased) {
                all.forEach(each -> each.erase(tx, erased.id(), erased.username()));
              }
            },
            core.cluster::holdsLease,
            core.clock);
    durations = SessionPolicy.of(core.config, core.keys.keys()::longestToken);
    roles =
        new RoleFeature(
            core.config,
            core.store,
            durations::tokensUntil,
            core.cluster::holdsLease,
            core.events.record(),
            core.clock);
    ConfirmationListener confirmations =
        (tx, address, accountId) -> {
          core.mail.mailer().assign(tx, address, accountId);
          RegistrationFeature.assign(tx, core.codes.codes(), address, accountId);
          OrganizationFeature.assign(tx, core.codes.codes(), address, accountId);
        };
    work = new WorkFeature(core.config, core.vault.digest("sign-up-work"), core.clock);
    recovery =
        new RecoveryFeature(
            core.config,
            core.store,
            core.codes.codes(),
            core.mail.mailer(),
            core.passwords,
            core.logins::isKnown,
            confirmations,
            work.work(),
            core.cluster::holdsLease,
            core.events.record());
    email =
        new EmailFeature(
            new OwnEmail(
                core.store,
                core.codes.codes(),
                core.mail.mailer(),
                core.events.record(),
                recovery.resets()::begin,
                confirmations,
                (tx, undone, since, from) -> {
                  new MailboxRecoveryRows(tx).forget(undone.id());
                  FactorFeature.undone(tx, undone, since, from, core.notices, core.events.record());
                }),
            core.mail.mailer(),
            core.confirmation,
            recovery.resets().duration());
    account =
        new AccountFeature(
            core.config,
            LoginSettings.newUsernames(core.config),
            core.store,
            core.names,
            core.accounts,
            core.passwords,
            core.fallback.directory(),
            core.confirmation,
            core.logins.registrations(),
            core.notices,
            (facts, of) ->
                roles.describe(new AccountDetails(core.store, email.own()).add(facts, of), of),
            erasure,
            RoleFeature.ownerClosing(core.mail.mailer()::lock),
            roles.administrators(),
            core.events.record(),
            core.clock);
    organizations =
        new OrganizationFeature(
            core.config,
            core.store,
            core.vault,
            durations::tokensUntil,
            core.codes.codes(),
            core.mail.mailer(),
            core.cluster::holdsLease,
            core.confirmation,
            core.events.record(),
            core.clock);
    registration =
        new RegistrationFeature(
            core.config,
            core.store,
            account.registration(),
            core.codes.codes(),
            email.own(),
            core.mail.mailer(),
            work.work(),
            roles.grants(),
            organizations.memberships(),
            confirmations,
            core.vault,
            core.events.record());
  }
}
