package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.account.AdoptedAccountRows.Origin;
import dev.restauth.event.Actor;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.Store;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** The operations of {@code restauth user}. */
public final class UserOperations implements Operations.Source {
  private final Registration registration;
  private final Details details;
  private final AccountAdministration administration;
  private final OperatorPasswords passwords;
  private final NewAdministrators administrators;
  private final ServiceAccounts services;

  /** Adds the facts that other features store about an account. */
  @FunctionalInterface
  public interface Details {
    /** Adds facts about an account. */
    Facts add(Facts facts, Account account);
  }

  /**
   * Creates the operations.
   *
   * @param policy the rules for new passwords
   * @param details adds facts to {@code restauth user show}
   * @param administrators makes new accounts administrators
   * @param administered changes accounts, and creates service accounts
   */
  public UserOperations(
      Store store,
      Registration registration,
      PasswordPolicy policy,
      PasswordHasher hasher,
      Details details,
      NewAdministrators administrators,
      AdministeredAccounts administered) {
    this.registration = registration;
    this.details = details;
    this.administrators = administrators;
    this.services = new ServiceAccounts(store, administered);
    this.administration = new AccountAdministration(store, administered);
    this.passwords = new OperatorPasswords(administration, policy, hasher);
  }

  @Override
  public void declare(Operations operations) {
    operations
        .addRecording("user.create", (request, progress) -> create(request))
        .add("user.list", new AccountListing(administration))
        .addRecording("user.set-password", (request, progress) -> setPassword(request))
        .add("user.show", (request, progress) -> show(name(request)))
        .addRecording(
            "user.disable",
            change(
                State.DISABLED,
                administration::disable,
                "is disabled; all tokens of the account are revoked"))
        .addRecording(
            "user.enable",
            change(
                State.ACTIVE,
                administration::enable,
                "is active again, with the same password; its old tokens stay revoked"))
        .addRecording(
            "user.end-sessions",
            change(
                State.ACTIVE,
                administration::endSessions,
                "is logged out everywhere; all tokens of the account are revoked"))
        .addRecording(
            "user.close",
            change(
                State.CLOSED,
                administration::close,
                "is closed for good, and erased; all tokens of the account are revoked"));
  }

  /**
   * Returns the operation that changes an account.
   *
   * @param wanted the state of the account after the change
   * @param done the message about a changed account
   */
  private Operations.Operation change(
      State wanted, BiFunction<String, Actor, AccountAdministration.Outcome> change, String done) {
    return (request, progress) ->
        reply(
            request, wanted, change.apply(name(request), Actor.operator(request.operator())), done);
  }

  private static String name(Request request) {
    return request.argument("username");
  }

  private Reply create(Request request) {
    Actor operator = Actor.operator(request.operator());
    if (request.find("service").isPresent()) {
      return createService(request, operator);
    }
    if (request.find("admin").isEmpty()) {
      return create(request, operator, Admission.ANY, "is created");
    }
    return administrators
        .refusal()
        .<Reply>map(Reply.Failed::new)
        .orElseGet(
            () ->
                create(
                    request,
                    operator,
                    administrators.admission(operator),
                    "is created, with the role administrator"));
  }

  private Reply create(Request request, Actor operator, Admission admission, String done) {
    return switch (registration.create(
        name(request), request.argument("password"), operator, admission)) {
      case Registration.Outcome.Registered(Account account) -> done(account, done);
      case Registration.Outcome.NameTaken taken -> nameTaken();
      case Registration.Outcome.InvalidName(String reason) -> new Reply.Failed(reason);
      case Registration.Outcome.InvalidPassword(String reason) -> new Reply.Failed(reason);
      case Registration.Outcome.Throttled throttled ->
          throw new IllegalStateException("the operator has no address");
      case Registration.Outcome.CodeUsed _,
          Registration.Outcome.AddressTaken _,
          Registration.Outcome.MailThrottled _ ->
          throw new IllegalStateException("an operator's registration has no e-mail address");
      case Registration.Outcome.Busy busy -> busy();
    };
  }

  private Reply createService(Request request, Actor operator) {
    return switch (services.create(name(request), request.find("owner"), operator)) {
      case ServiceAccounts.Outcome.Created(Account account) ->
          done(account, "is created as a service account: administrators make its keys");
      case ServiceAccounts.Outcome.NameTaken _ -> nameTaken();
      case ServiceAccounts.Outcome.InvalidName(String reason) -> new Reply.Failed(reason);
      case ServiceAccounts.Outcome.UnknownOwner _ ->
          new Reply.Failed(
              "The owner must be the user name of a person's account that is not closed.");
    };
  }

  private static Reply nameTaken() {
    return new Reply.Failed(
        "This user name is taken, or belonged to an account that is closed now.");
  }

  private Reply setPassword(Request request) {
    return switch (passwords.set(
        name(request), request.argument("password"), Actor.operator(request.operator()))) {
      case OperatorPasswords.Outcome.Done(AccountAdministration.Outcome outcome) ->
          reply(
              request,
              State.ACTIVE,
              outcome,
              "has a new password; all tokens of the account are revoked");
      case OperatorPasswords.Outcome.InvalidPassword(String reason) -> new Reply.Failed(reason);
      case OperatorPasswords.Outcome.ServiceAccount _ ->
          new Reply.Failed(
              "This is a service account: it has no password, only keys, which administrators"
                  + " make.");
      case OperatorPasswords.Outcome.Busy busy -> busy();
    };
  }

  private static Reply busy() {
    return new Reply.Failed(
        "Too many passwords are waiting to be hashed. Try again in a few seconds.");
  }

  private Reply show(String nameOrId) {
    return administration
        .findByNameOrId(nameOrId)
        .<Reply>map(account -> Reply.done(details.add(shown(account), account)))
        .orElseGet(UserOperations::unknown);
  }

  /** Returns the facts about an account. The facts about a service account include its owner. */
  private Facts shown(Account account) {
    Facts facts = facts(account);
    Optional<ServiceAccountRows.ServiceAccount> service = services.find(account);
    if (service.isEmpty()) {
      return facts;
    }
    Facts all = facts.with("kind", "service");
    return services.owner(service.get()).map(owner -> all.with("owner", owner)).orElse(all);
  }

  private Reply reply(
      Request request, State wanted, AccountAdministration.Outcome outcome, String done) {
    return switch (outcome) {
      case AccountAdministration.Outcome.Changed(Account account) ->
          Reply.done(
              facts(account), (account.erased() ? name(request) : account.username()) + " " + done);
      case AccountAdministration.Outcome.Unchanged(Account account)
          when account.state() == wanted ->
          Reply.done(facts(account), account.username() + " is " + state(account) + " already");
      case AccountAdministration.Outcome.Unchanged(Account account) ->
          new Reply.Failed(account.username() + " is " + state(account) + "; nothing was changed");
      case AccountAdministration.Outcome.Unknown unknown -> unknown();
    };
  }

  private Reply done(Account account, String done) {
    return Reply.done(facts(account), account.username() + " " + done);
  }

  private static Reply unknown() {
    return new Reply.Failed("No account has this user name.");
  }

  private Facts facts(Account account) {
    Facts facts = own(account);
    Optional<Origin> origin = administration.origin(account);
    if (origin.isPresent()) {
      facts = facts.with("adopted_from", origin.get().source());
      if (origin.get().sourceKey().isPresent()) {
        facts = facts.with("source_key", origin.get().sourceKey().get());
      }
      if (origin.get().email().isPresent()) {
        facts = facts.with("email", origin.get().email().get());
      }
    }
    return facts;
  }

  private static Facts own(Account account) {
    return Facts.NONE
        .with("id", account.id())
        .with("username", account.username())
        .with("state", state(account))
        .with("created_at", account.createdAt().toString())
        .with("generation", account.generation())
        .with(
            "password",
            account
                .passwordHash()
                .map(PasswordHash::stored)
                .map(PasswordHash::description)
                .orElse("none"));
  }

  static String state(Account account) {
    return account.state().name().toLowerCase(Locale.ROOT);
  }
}
