package dev.restauth.organization;

import dev.restauth.role.OrganizationRights;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Statements on the table {@code organization_member}. Each call is atomic. */
record MemberRows(Transaction tx) {
  /** A member. */
  record Member(long accountId, String username, OrganizationRole role, Instant joinedAt) {}

  /**
   * Returns the role of an account in an organisation. Returns empty if the account is not a
   * member, or the organisation does not exist.
   */
  Optional<OrganizationRole> role(String organization, long accountId) {
    return tx.sql()
        .one(
            "SELECT role FROM organization_member WHERE organization_id = ? AND account_id = ?",
            MemberRows::role,
            organization,
            accountId);
  }

  /** Returns the role of an account in an organisation, with the scopes of that role. */
  Optional<OrganizationRights> rights(String organization, long accountId) {
    return tx.sql()
        .one(
            "SELECT organization_member.role AS role, organization_role.scopes AS scopes"
                + " FROM organization_member LEFT JOIN organization_role"
                + " ON organization_role.role = organization_member.role"
                + " WHERE organization_id = ? AND account_id = ?",
            row ->
                new OrganizationRights(
                    organization,
                    row.text("role"),
                    row.findText("scopes")
                        .filter(scopes -> !scopes.isEmpty())
                        .map(scopes -> Set.of(scopes.split(" ", -1)))
                        .orElse(Set.of())),
            organization,
            accountId);
  }

  /**
   * Returns a page of the members, in the order of their ids.
   *
   * @param after only members with higher ids are returned
   */
  List<Member> page(String organization, long after, long atMost) {
    return tx.sql()
        .all(
            "SELECT account_id, username, role, joined_at FROM organization_member"
                + " JOIN account ON account.id = account_id"
                + " WHERE organization_id = ? AND account_id > ? ORDER BY account_id LIMIT ?",
            row ->
                new Member(
                    row.number("account_id"),
                    row.text("username"),
                    role(row),
                    row.instant("joined_at")),
            organization,
            after,
            atMost);
  }

  /** Returns a member. */
  Optional<Member> find(String organization, long accountId) {
    return page(organization, accountId - 1, 1).stream()
        .filter(member -> member.accountId() == accountId)
        .findFirst();
  }

  /** Adds a member, or changes the role of an existing member. */
  void put(String organization, long accountId, OrganizationRole role, Instant at) {
    tx.sql()
        .change(
            "INSERT INTO organization_member (organization_id, account_id, role, joined_at)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT (organization_id, account_id)"
                + " DO UPDATE SET role = excluded.role",
            organization,
            accountId,
            role.text(),
            at);
  }

  /** Removes a member. */
  void remove(String organization, long accountId) {
    tx.sql()
        .change(
            "DELETE FROM organization_member WHERE organization_id = ? AND account_id = ?",
            organization,
            accountId);
  }

  /** Removes all members of an organisation. */
  void removeAll(String organization) {
    tx.sql().change("DELETE FROM organization_member WHERE organization_id = ?", organization);
  }

  /** Removes an account from all organisations. */
  void removeOf(long accountId) {
    tx.sql().change("DELETE FROM organization_member WHERE account_id = ?", accountId);
  }

  /** Returns the number of organisations in which an account is a member. */
  long countOf(long accountId) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM organization_member WHERE account_id = ?",
            row -> row.number("n"),
            accountId)
        .orElseThrow();
  }

  /**
   * Returns whether an organisation has an active owner other than the given account. Service
   * accounts do not count, because a program cannot manage an organisation.
   */
  boolean hasOtherOwner(String organization, long accountId) {
    return tx.sql()
        .one(
            "SELECT account_id FROM organization_member JOIN account ON account.id = account_id"
                + " WHERE organization_id = ? AND role = 'owner' AND account_id <> ?"
                + " AND state = 'active' AND NOT EXISTS (SELECT 1 FROM service_account"
                + " WHERE service_account.account_id = organization_member.account_id) LIMIT 1",
            row -> row.number("account_id"),
            organization,
            accountId)
        .isPresent();
  }

  /** Returns the organisations that an account owns. */
  List<String> owned(long accountId) {
    return tx.sql()
        .all(
            "SELECT organization_id FROM organization_member WHERE account_id = ?"
                + " AND role = 'owner'",
            row -> row.text("organization_id"),
            accountId);
  }

  /**
   * Reads the role in a row. A role that only a later version knows is treated as the role with the
   * least power.
   */
  static OrganizationRole role(Row row) {
    return OrganizationRole.of(row.text("role")).orElse(OrganizationRole.MEMBER);
  }
}
