package dev.restauth.event;

import static dev.restauth.event.EventMember.ACCOUNT;
import static dev.restauth.event.EventMember.ACR;
import static dev.restauth.event.EventMember.ACTOR;
import static dev.restauth.event.EventMember.AMR;
import static dev.restauth.event.EventMember.CLIENT;
import static dev.restauth.event.EventMember.INVITATION;
import static dev.restauth.event.EventMember.KEY;
import static dev.restauth.event.EventMember.METHOD;
import static dev.restauth.event.EventMember.NETWORK;
import static dev.restauth.event.EventMember.OPERATION;
import static dev.restauth.event.EventMember.ORGANIZATION;
import static dev.restauth.event.EventMember.OUTCOME;
import static dev.restauth.event.EventMember.REASON;
import static dev.restauth.event.EventMember.ROLE;
import static dev.restauth.event.EventMember.SESSION;
import static dev.restauth.event.EventMember.SIGNS_FROM;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The types of security events. */
public enum EventType {
  USER_REGISTERED("user.registered", Volume.ACTIVITY, ACCOUNT, NETWORK),
  USER_REGISTRATION_REFUSED("user.registration_refused", Volume.FAILURE, NETWORK, REASON),
  /** A user of a legacy application logged in, and their account was imported. */
  USER_ADOPTED("user.adopted", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /**
   * A user of a legacy application gave the correct password, but their second factor cannot be
   * imported.
   */
  USER_ADOPTION_REFUSED("user.adoption_refused", Volume.FAILURE, NETWORK, REASON),
  /** A session began. */
  USER_LOGGED_IN("user.logged_in", Volume.ACTIVITY, ACCOUNT, NETWORK, SESSION, METHOD, ACR, AMR),
  /** A correct password came from an address that was not a known address of the account. */
  USER_ADDRESS_LEARNED("user.address_learned", Volume.ACTIVITY, ACCOUNT, NETWORK),
  USER_LOGIN_FAILED("user.login_failed", Volume.FAILURE, ACCOUNT, NETWORK),
  USER_LOGIN_THROTTLED("user.login_throttled", Volume.FAILURE, ACCOUNT, NETWORK),
  USER_PASSWORD_CHANGED("user.password_changed", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** The user, who logs in with passkeys, removed the password. */
  USER_PASSWORD_REMOVED("user.password_removed", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** All sessions of an account were revoked, except the session that the event names, if any. */
  USER_SESSIONS_ENDED("user.sessions_ended", Volume.ACTIVITY, ACCOUNT, NETWORK, SESSION, ACTOR),
  USER_USERNAME_CHANGED("user.username_changed", Volume.ACTIVITY, ACCOUNT, NETWORK, ACTOR),
  /** A new e-mail address was confirmed. */
  USER_EMAIL_CHANGED("user.email_changed", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** The owner of the old address undid a change of the address. */
  USER_EMAIL_CHANGE_UNDONE("user.email_change_undone", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** A new password was set with a mailed code. */
  USER_PASSWORD_RESET("user.password_reset", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** An administrator sent the owner a mail with a code for setting a new password. */
  USER_PASSWORD_RESET_SENT("user.password_reset_sent", Volume.OPERATION, ACCOUNT, ACTOR),
  /** An authenticator app or a passkey was enrolled. */
  USER_FACTOR_ADDED("user.factor_added", Volume.ACTIVITY, ACCOUNT, NETWORK, METHOD),
  USER_FACTOR_REMOVED("user.factor_removed", Volume.ACTIVITY, ACCOUNT, NETWORK, METHOD, ACTOR),
  /** Somebody who gave the password requested the removal of a lost factor by mail. */
  USER_FACTOR_REMOVAL_ASKED("user.factor_removal_asked", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** The link in the removal mail was used to stop the removal. */
  USER_FACTOR_REMOVAL_STOPPED("user.factor_removal_stopped", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** A correct password was sent without the second factor that the account requires. */
  USER_FACTOR_REQUIRED("user.factor_required", Volume.FAILURE, ACCOUNT, NETWORK),
  /** A wrong code was sent after a correct password. */
  USER_FACTOR_FAILED("user.factor_failed", Volume.FAILURE, ACCOUNT, NETWORK),
  /**
   * The signature counter of a passkey did not rise, so the passkey may have been copied. The
   * log-in was refused.
   */
  USER_PASSKEY_SUSPECTED("user.passkey_suspected", Volume.FAILURE, ACCOUNT, NETWORK),
  /** A passkey began to be synchronized between devices, or stopped being synchronized. */
  USER_PASSKEY_BACKUP_CHANGED("user.passkey_backup_changed", Volume.ACTIVITY, ACCOUNT, NETWORK),
  USER_RECOVERY_CODES_MADE("user.recovery_codes_made", Volume.ACTIVITY, ACCOUNT, NETWORK),
  USER_RECOVERY_CODE_USED("user.recovery_code_used", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** A user chose that log-ins in one browser need no second factor for 30 days. */
  USER_DEVICE_REMEMBERED("user.device_remembered", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** A user chose that log-ins in one browser need the second factor again. */
  USER_DEVICE_FORGOTTEN("user.device_forgotten", Volume.ACTIVITY, ACCOUNT, NETWORK),
  /** A user consented to an OAuth client's request. */
  USER_CONSENTED("user.consented", Volume.ACTIVITY, ACCOUNT, NETWORK, CLIENT),
  /** A user withdrew the consent to an OAuth client. */
  USER_CONSENT_WITHDRAWN("user.consent_withdrawn", Volume.ACTIVITY, ACCOUNT, NETWORK, CLIENT),
  USER_CLOSED("user.closed", Volume.ACTIVITY, ACCOUNT, NETWORK, ACTOR),
  /**
   * An administrator began to act as the owner of the account. The reason is a text that the
   * administrator wrote.
   */
  USER_IMPERSONATED("user.impersonated", Volume.OPERATION, ACCOUNT, SESSION, REASON, ACTOR),
  USER_CREATED("user.created", Volume.OPERATION, ACCOUNT, ACTOR),
  USER_DISABLED("user.disabled", Volume.OPERATION, ACCOUNT, ACTOR),
  USER_ENABLED("user.enabled", Volume.OPERATION, ACCOUNT, ACTOR),
  USER_PASSWORD_SET("user.password_set", Volume.OPERATION, ACCOUNT, ACTOR),
  USER_UNLOCKED("user.unlocked", Volume.OPERATION, ACCOUNT, ACTOR),
  USER_ROLE_ASSIGNED("user.role_assigned", Volume.OPERATION, ACCOUNT, ROLE, ACTOR),
  USER_ROLE_TAKEN("user.role_taken", Volume.OPERATION, ACCOUNT, ROLE, ACTOR),
  /** An administrator changed the profile of an account. */
  USER_PROFILE_CHANGED("user.profile_changed", Volume.OPERATION, ACCOUNT, ACTOR),
  /** A service account got another owner, or lost its owner. */
  USER_OWNER_CHANGED("user.owner_changed", Volume.OPERATION, ACCOUNT, ACTOR),
  /** The attributes that administrators give to an account were replaced. */
  USER_ATTRIBUTES_SET("user.attributes_set", Volume.OPERATION, ACCOUNT, ACTOR),
  /** A role was created, or its scopes or its description were replaced. */
  ROLE_DEFINED("role.defined", Volume.OPERATION, ROLE, ACTOR),
  ROLE_DELETED("role.deleted", Volume.OPERATION, ROLE, ACTOR),
  ORGANIZATION_CREATED("organization.created", Volume.ACTIVITY, ACCOUNT, ORGANIZATION, ACTOR),
  /** The name, slug or attributes of an organisation were changed. */
  ORGANIZATION_CHANGED("organization.changed", Volume.ACTIVITY, ORGANIZATION, ACTOR),
  ORGANIZATION_DELETED("organization.deleted", Volume.ACTIVITY, ORGANIZATION, ACTOR),
  ORGANIZATION_MEMBER_ADDED(
      "organization.member_added", Volume.ACTIVITY, ACCOUNT, ORGANIZATION, ROLE, ACTOR),
  ORGANIZATION_MEMBER_CHANGED(
      "organization.member_changed", Volume.ACTIVITY, ACCOUNT, ORGANIZATION, ROLE, ACTOR),
  ORGANIZATION_MEMBER_REMOVED(
      "organization.member_removed", Volume.ACTIVITY, ACCOUNT, ORGANIZATION, ACTOR),
  ORGANIZATION_INVITATION_SENT(
      "organization.invitation_sent", Volume.ACTIVITY, INVITATION, ORGANIZATION, ROLE, ACTOR),
  ORGANIZATION_INVITATION_WITHDRAWN(
      "organization.invitation_withdrawn", Volume.ACTIVITY, INVITATION, ORGANIZATION, ROLE, ACTOR),
  /** An invitation was declined by the user whose account has confirmed the invited address. */
  ORGANIZATION_INVITATION_DECLINED(
      "organization.invitation_declined",
      Volume.ACTIVITY,
      ACCOUNT,
      NETWORK,
      INVITATION,
      ORGANIZATION,
      ROLE),
  /** The scopes that a role has in all organisations were replaced. */
  ORGANIZATION_ROLE_DEFINED("organization_role.defined", Volume.OPERATION, ROLE, ACTOR),
  /**
   * The power of an administrator, or the role of a member of an organisation, did not suffice for
   * an action.
   */
  ESCALATION_REFUSED("escalation.refused", Volume.ACTIVITY, ACCOUNT, REASON, ACTOR),
  INVITATION_SENT("invitation.sent", Volume.OPERATION, INVITATION, ACTOR),
  INVITATION_WITHDRAWN("invitation.withdrawn", Volume.OPERATION, INVITATION, ACTOR),
  /** An invitation was accepted, by a new account or an existing one. */
  INVITATION_ACCEPTED("invitation.accepted", Volume.ACTIVITY, ACCOUNT, NETWORK, INVITATION),
  /**
   * Somebody presented a correct invitation code, but the inviter no longer has the power to
   * invite.
   */
  INVITATION_REFUSED("invitation.refused", Volume.FAILURE, ACCOUNT, NETWORK, REASON),
  SESSION_ENDED("session.ended", Volume.ACTIVITY, ACCOUNT, NETWORK, SESSION, REASON, ACTOR),
  REFRESH_TOKEN_REUSED("refresh_token.reused", Volume.ACTIVITY, ACCOUNT, NETWORK, SESSION),
  /** An OAuth client obtained tokens for a user. */
  CLIENT_SESSION_BEGUN("client.session_begun", Volume.ACTIVITY, ACCOUNT, NETWORK, SESSION, CLIENT),
  /**
   * An authorization code was presented a second time, so the session that it had begun was
   * revoked.
   */
  AUTHORIZATION_CODE_REUSED(
      "authorization_code.reused", Volume.ACTIVITY, ACCOUNT, NETWORK, SESSION, CLIENT),
  PERSONAL_KEY_CREATED("personal_key.created", Volume.ACTIVITY, ACCOUNT, NETWORK, KEY, ACTOR),
  PERSONAL_KEY_DELETED("personal_key.deleted", Volume.ACTIVITY, ACCOUNT, NETWORK, KEY, ACTOR),
  SERVICE_KEY_CREATED("service_key.created", Volume.OPERATION, KEY, ACTOR),
  SERVICE_KEY_DISABLED("service_key.disabled", Volume.OPERATION, KEY, ACTOR),
  SERVICE_KEY_ENABLED("service_key.enabled", Volume.OPERATION, KEY, ACTOR),
  SERVICE_KEY_DELETED("service_key.deleted", Volume.OPERATION, KEY, ACTOR),
  /**
   * An OAuth client was registered by an administrator, by an operator or in the configuration
   * file.
   */
  CLIENT_CREATED("client.created", Volume.OPERATION, CLIENT, ACTOR),
  CLIENT_CHANGED("client.changed", Volume.OPERATION, CLIENT, ACTOR),
  CLIENT_DISABLED("client.disabled", Volume.OPERATION, CLIENT, ACTOR),
  CLIENT_ENABLED("client.enabled", Volume.OPERATION, CLIENT, ACTOR),
  CLIENT_REMOVED("client.removed", Volume.OPERATION, CLIENT, ACTOR),
  CLIENT_SECRET_ADDED("client.secret_added", Volume.OPERATION, CLIENT, ACTOR),
  CLIENT_SECRET_REMOVED("client.secret_removed", Volume.OPERATION, CLIENT, ACTOR),
  /** An OAuth client failed to authenticate. The event names the client if it is registered. */
  CLIENT_AUTHENTICATION_FAILED("client.authentication_failed", Volume.FAILURE, CLIENT, NETWORK),
  SIGNING_KEY_PUBLISHED("signing_key.published", Volume.OPERATION, KEY, SIGNS_FROM, ACTOR),
  SIGNING_KEY_REVOKED("signing_key.revoked", Volume.OPERATION, KEY, ACTOR),
  SIGNING_KEY_REMOVED("signing_key.removed", Volume.OPERATION, KEY),
  MASTER_KEY_CHANGED("master_key.changed", Volume.OPERATION, KEY, ACTOR),
  /**
   * An operator ran a command that has no event type of its own, or a command that failed halfway.
   */
  COMMAND_PERFORMED("command.performed", Volume.OPERATION, OPERATION, OUTCOME, ACCOUNT, ACTOR);

  /** The possible number of events of a type, which depends on who can cause them. */
  enum Volume {
    /** Any client can cause any number of events. */
    FAILURE,
    /** Only users who have an account or may register one can cause events. */
    ACTIVITY,
    /** Only operators and the server itself can cause events. Each event is written. */
    OPERATION
  }

  private final String text;
  private final Volume volume;

  @SuppressWarnings("ImmutableEnumChecker") // the set cannot be modified
  private final Set<EventMember> members;

  EventType(String text, Volume volume, EventMember... members) {
    this.text = text;
    this.volume = volume;
    this.members = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(members)));
  }

  /** Returns the name of the type in a log line: {@code noun.past_verb}. */
  public String text() {
    return text;
  }

  /**
   * Returns the members that depend on the type. Events of any type can have others: the user name
   * of the account, the request id, {@code actor_kind}, and the two members of a sum.
   */
  public Set<EventMember> members() {
    return members;
  }

  Volume volume() {
    return volume;
  }

  /**
   * Returns whether {@code member} is personal in an event of this type. Personal members are
   * erased with the account, and are not logged.
   */
  boolean isPersonal(EventMember member) {
    return this == USER_IMPERSONATED && member == REASON;
  }

  /** Returns the type with this name. */
  static Optional<EventType> named(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  /** Returns the member that names the object of an event of this type: a session or a key. */
  static EventMember objectOf(String text) {
    return named(text).filter(type -> type.members.contains(KEY)).isPresent() ? KEY : SESSION;
  }

  /** Returns the outcome of an event: {@code done}, {@code failed} or {@code refused}. */
  String outcome(Map<EventMember, String> details) {
    String usual =
        volume == Volume.FAILURE || this == ESCALATION_REFUSED
            ? (this == USER_LOGIN_FAILED
                    || this == USER_FACTOR_FAILED
                    || this == CLIENT_AUTHENTICATION_FAILED
                ? "failed"
                : "refused")
            : "done";
    return details.getOrDefault(OUTCOME, usual);
  }
}
