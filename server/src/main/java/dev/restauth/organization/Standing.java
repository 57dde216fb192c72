package dev.restauth.organization;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * The rights that a caller currently has in an organisation, according to the database. Operators,
 * and administrators whose account and credentials have {@code orgs:write}, act with the role owner
 * in all organisations.
 *
 * @param role the role with which the caller acts
 * @param own the caller's role as a member; empty if they are not a member, or if their token acts
 *     in another organisation
 * @param administrator whether the caller acts as an operator or administrator; false for an
 *     administrator who is also an owner
 */
record Standing(OrganizationRole role, Optional<OrganizationRole> own, boolean administrator) {

  /**
   * Reads the standing. The same statements run for an organisation to which the caller has no
   * access and for one that does not exist. Therefore neither the answer nor its time shows whether
   * the organisation exists.
   *
   * @return the standing; empty if the organisation does not exist or the caller has no access to
   *     it
   * @throws CallerRevokedException if the account was disabled or closed, or the user was logged
   *     out, in the meantime
   */
  static Optional<Standing> of(Transaction tx, Acting acting, String organization) {
    if (acting.user().isEmpty()) {
      return administrator(tx, organization, Optional.empty());
    }
    Acting.User user = acting.user().get();
    Optional<Account> current =
        new AccountRows(tx)
            .findById(user.accountId())
            .filter(Account::active)
            .filter(account -> account.generation() == user.generation());
    if (current.isEmpty()) {
      throw new CallerRevokedException();
    }
    Optional<OrganizationRole> own =
        new MemberRows(tx)
            .role(organization, user.accountId())
            .filter(_ -> user.organization().orElse(organization).equals(organization));
    boolean administrates =
        acting.mayAdminister()
            && new Power(tx).holds(user.accountId(), AdministrativeScope.ORGS_WRITE);
    return administrates
        ? administrator(tx, organization, own)
        : own.map(role -> new Standing(role, own, false));
  }

  /**
   * Returns the refusal, if a change would be refused. Acquires no lock, so that strangers cannot
   * keep the writers busy.
   *
   * @param needed the lowest role that may make the change
   */
  static <T> Optional<Outcome<T>> refusal(
      Store store, Acting acting, String organization, OrganizationRole needed) {
    Optional<Standing> standing = store.reading(tx -> of(tx, acting, organization));
    if (standing.isEmpty()) {
      return Optional.of(new Outcome.Unknown<>());
    }
    return standing.get().reaches(needed)
        ? Optional.empty()
        : Optional.of(new Outcome.Forbidden<>(needed));
  }

  private static Optional<Standing> administrator(
      Transaction tx, String organization, Optional<OrganizationRole> own) {
    // A caller who is both an owner and an administrator acts only as an owner. As an
    // administrator, they could even add members without an invitation.
    boolean owns = own.equals(Optional.of(OrganizationRole.OWNER));
    return new OrganizationRows(tx)
        .find(organization)
        .map(_ -> new Standing(OrganizationRole.OWNER, own, !owns));
  }

  /** Returns whether the caller may change the organisation and its members. */
  boolean mayManage() {
    return !role.isBelow(OrganizationRole.ADMIN);
  }

  /** Returns whether the caller may give a role, or act on a member who has it. */
  boolean reaches(OrganizationRole other) {
    return !role.isBelow(other);
  }
}
