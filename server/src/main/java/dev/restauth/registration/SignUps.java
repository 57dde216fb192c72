package dev.restauth.registration;

import dev.restauth.account.Admission;
import dev.restauth.account.Registration;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.email.OwnEmail;
import dev.restauth.event.Network;
import dev.restauth.http.Caller;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.registration.CodeAdmission.MailedCode;
import dev.restauth.registration.CodeAdmission.NewCredentials;
import dev.restauth.registration.RegistrationSettings.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kinds of registration, for API calls and for pages. The caller first checks that the setting
 * {@code registration} allows the kind. Thread-safe.
 */
public final class SignUps {
  /** The validity of a code that {@link #ask} mails. */
  static final Duration VALID = VerifiedRegistrations.VALID;

  private final ModeGate gate;
  private final Registration registration;
  private final VerifiedRegistrations verified;
  private final OneTimeCodes codes;
  private final OwnEmail email;
  private final Mailer mailer;
  private final ConfirmationListener confirmations;
  private final Invitations invitations;
  private final InvitationAcceptance acceptance;

  SignUps(
      ModeGate gate,
      Registration registration,
      VerifiedRegistrations verified,
      OneTimeCodes codes,
      OwnEmail email,
      Mailer mailer,
      ConfirmationListener confirmations,
      Invitations invitations,
      InvitationAcceptance acceptance) {
    this.gate = gate;
    this.registration = registration;
    this.verified = verified;
    this.codes = codes;
    this.email = email;
    this.mailer = mailer;
    this.confirmations = confirmations;
    this.invitations = invitations;
    this.acceptance = acceptance;
  }

  /**
   * A person who registers.
   *
   * @param hashing the client on whose behalf the password is hashed
   */
  public record Newcomer(String username, String password, HashRequest hashing, Network network) {
    /** Returns a text without the name and the password. */
    @Override
    public String toString() {
      return "Newcomer[]";
    }
  }

  /** The outcome of accepting an invitation with a new account. */
  public sealed interface Accepted {
    /**
     * The registration was attempted. {@code outcome} is the result; it is {@link Outcome.CodeUsed}
     * if the code is wrong, or the invitation is no longer pending.
     */
    record Answered(Outcome outcome) implements Accepted {}

    /** The inviter no longer has the necessary power. The invitation remains. */
    record InviterGone() implements Accepted {}

    /** The roles of the invitation do not fit into tokens. The invitation remains. */
    record TooManyRoles() implements Accepted {}

    /** The account would be a member of too many organisations. The invitation remains. */
    record TooManyOrganizations() implements Accepted {}
  }

  /** The outcome of accepting an invitation with an existing account. */
  public enum Joined {
    /** The invitation was accepted and used up. */
    DONE,
    /** The code is wrong, was already used, or has expired. */
    INVALID_CODE,
    /** The account has not confirmed the invited address. The code remains valid. */
    NOT_INVITED,
    /** The inviter no longer has the necessary power. The invitation remains. */
    INVITER_GONE,
    /** The account's roles would no longer fit into its tokens. The invitation remains. */
    TOO_MANY_ROLES,
    /** The account is already a member of too many organisations. The invitation remains. */
    TOO_MANY_ORGANIZATIONS
  }

  /** Returns the value of the setting. */
  public Mode mode() {
    return gate.mode();
  }

  /** Returns whether invited people may create accounts. */
  public boolean isInviting() {
    return gate.isInviting();
  }

  /**
   * Creates an account with a user name.
   *
   * @param address the address to confirm, to which a code is mailed; must be empty if the server
   *     cannot send mails
   * @param language the language of the mail
   */
  public Outcome open(Newcomer newcomer, Optional<EmailAddress> address, Language language) {
    Outcome outcome =
        registration.register(
            newcomer.username(),
            newcomer.password(),
            newcomer.hashing(),
            address
                .<Admission>map(
                    each -> new MailAdmission(email, each, newcomer.network(), language))
                .orElse(Admission.ANY));
    if (address.isPresent()) {
      mailer.wake();
    }
    return outcome;
  }

  /**
   * Mails a code to an address, unless an account has confirmed it. The same work is done in both
   * cases.
   */
  public AskedCodes.Ask ask(EmailAddress address, Network network, Language language) {
    return verified.ask(address, network, language);
  }

  /**
   * Returns the address that a code of {@link #ask} confirms; empty if the code is wrong. A wrong
   * code counts as an attempt.
   */
  public Optional<EmailAddress> check(String request, String code) {
    return codes
        .check(request, Purpose.REGISTRATION, code)
        .map(Subject::address)
        .flatMap(EmailAddress::of);
  }

  /** Creates an account with the address that a code confirms. */
  public Outcome verified(String request, String code, Newcomer newcomer) {
    return register(
        new MailedCode(Purpose.REGISTRATION, request, code), newcomer, admitted -> admitted);
  }

  /**
   * Returns the invited address; empty if the code is wrong. A wrong code counts as an attempt.
   */
  public Optional<EmailAddress> checkInvitation(String id, String code) {
    return codes
        .check(id, acceptance.purpose(id), code)
        .map(Subject::address)
        .flatMap(EmailAddress::of);
  }

  /** Accepts an invitation with a new account. */
  public Accepted accept(String id, String code, Newcomer newcomer) {
    MailedCode presented = new MailedCode(acceptance.purpose(id), id, code);
    try {
      return new Accepted.Answered(
          register(
              presented,
              newcomer,
              admitted ->
                  new InvitationAdmission(
                      admitted, presented.purpose(), acceptance, newcomer.network())));
    } catch (RefusedInvitationException e) {
      return switch (e.reason()) {
        case INVITER_GONE -> {
          acceptance.refused(Optional.empty(), newcomer.network());
          yield new Accepted.InviterGone();
        }
        case ENDED -> new Accepted.Answered(new Outcome.CodeUsed());
        case TOO_MANY_ROLES -> new Accepted.TooManyRoles();
        case TOO_MANY_ORGANIZATIONS -> new Accepted.TooManyOrganizations();
      };
    }
  }

  /** Accepts an invitation with the account of a user. */
  public Joined join(String id, String code, Caller.User user, Network network) {
    try {
      return invitations.join(id, code, user, network);
    } catch (RefusedInvitationException e) {
      return switch (e.reason()) {
        case INVITER_GONE -> {
          acceptance.refused(Optional.of(user.accountId()), network);
          yield Joined.INVITER_GONE;
        }
        case ENDED -> Joined.INVALID_CODE;
        case TOO_MANY_ROLES -> Joined.TOO_MANY_ROLES;
        case TOO_MANY_ORGANIZATIONS -> Joined.TOO_MANY_ORGANIZATIONS;
      };
    }
  }

  private Outcome register(
      MailedCode code, Newcomer newcomer, Function<CodeAdmission, Admission> conditions) {
    return CodeAdmission.register(
        registration,
        codes,
        mailer,
        confirmations,
        code,
        new NewCredentials(newcomer.username(), newcomer.password()),
        newcomer.hashing(),
        conditions);
  }
}
