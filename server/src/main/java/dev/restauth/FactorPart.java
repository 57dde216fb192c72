package dev.restauth;

import dev.restauth.challenge.ChallengeFeature;
import dev.restauth.device.DeviceFeature;
import dev.restauth.enrolment.EnrolmentFeature;
import dev.restauth.enrolment.FirstFactorCodes;
import dev.restauth.factor.FactorFeature;
import dev.restauth.logincode.LoginCodeFeature;
import dev.restauth.lostfactor.LostFactorFeature;
import dev.restauth.mail.MailFeature;
import dev.restauth.passkey.PasskeyFeature;
import dev.restauth.passwordless.PasswordlessFeature;

/** Builds the features for second factors, passkeys and mailed codes. */
final class FactorPart {
  final FirstFactorCodes firstFactor;
  final FactorFeature factors;
  final ChallengeFeature challenges;
  final PasskeyFeature passkeys;
  final DeviceFeature devices;
  final LoginCodeFeature loginCodes;
  final EnrolmentFeature enrolment;
  final LostFactorFeature lostFactors;
  final PasswordlessFeature passwordless;

  FactorPart(CorePart core, AccountPart accountPart, TokenPart tokenPart) {
    firstFactor = new FirstFactorCodes(core.store, core.codes.codes(), core.mail.mailer());
    factors =
        new FactorFeature(
            core.store,
            core.vault,
            core.logins::isKnown,
            core.logins::keepOnly,
            tokenPart.sessions.sessions(),
            tokenPart.tokens.issuer(),
            core.confirmation,
            core.policy,
            firstFactor,
            PasskeyFeature.listed(core.config, core.store, core.vault),
            core.notices,
            MailFeature.service(core.config),
            core.cluster::holdsLease,
            core.events.record());
    challenges =
        new ChallengeFeature(
            core.store,
            core.logins.flow(),
            factors.check(),
            core.logins::isKnown,
            tokenPart.sessions.sessions(),
            tokenPart.tokens.issuer(),
            PasskeyFeature.isConfigured(core.config),
            core.cluster::holdsLease);
    passkeys =
        new PasskeyFeature(
            core.config,
            core.store,
            core.vault,
            core.logins.flow(),
            factors,
            challenges,
            core.notices,
            core.cluster::holdsLease,
            core.events.record(),
            core.clock);
    devices =
        new DeviceFeature(
            core.config, core.store, core.notices, core.cluster::holdsLease, core.events.record());
    loginCodes =
        new LoginCodeFeature(
            core.config,
            core.store,
            core.codes.codes(),
            core.mail.mailer(),
            core.logins,
            core.policy,
            challenges.challenges(),
            tokenPart.sessions.sessions(),
            tokenPart.tokens.issuer(),
            accountPart.work.work(),
            core.events.record(),
            core.cluster.databaseTime());
    enrolment =
        new EnrolmentFeature(
            core.store,
            core.codes.codes(),
            core.mail.mailer(),
            firstFactor,
            factors.access(),
            challenges.challenges(),
            factors.totp(),
            passkeys.enrolment(),
            core.logins::isKnown,
            core.policy);
    lostFactors =
        new LostFactorFeature(
            core.store,
            core.codes.codes(),
            core.mail.mailer(),
            challenges.challenges(),
            core.notices,
            core.events.record());
    passwordless =
        new PasswordlessFeature(
            core.store,
            core.passwords,
            core.confirmation,
            core.notices,
            core.mail.mailer()::isConfigured,
            core.events.record());
  }
}
