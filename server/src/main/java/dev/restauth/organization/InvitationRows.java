package dev.restauth.organization;

import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Statements on the table {@code organization_invitation}. Each call is atomic. */
record InvitationRows(Transaction tx) {
  private static final String COLUMNS =
      " id, organization_id, email, role, inviter, created_at, ends_at ";

  /**
   * An invitation.
   *
   * @param email the address as the inviter typed it
   * @param inviter the account of the inviter
   */
  record Invitation(
      String id,
      String organization,
      String email,
      OrganizationRole role,
      long inviter,
      Instant createdAt,
      Instant endsAt) {
    /** Returns an event about the invitation. */
    SecurityEvent event(EventType type) {
      return SecurityEvent.of(type).invitation(id).organization(organization).role(role.text());
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Invitation[id=" + id + "]";
    }
  }

  /**
   * Adds an invitation. It replaces an earlier invitation of the same address to the same
   * organisation.
   *
   * @param account the account that currently has the address
   */
  void put(Invitation invitation, EmailAddress address, Optional<Long> account) {
    tx.sql()
        .change(
            "DELETE FROM organization_invitation WHERE organization_id = ? AND address = ?",
            invitation.organization(),
            address.comparable());
    tx.sql()
        .change(
            "INSERT INTO organization_invitation (id, organization_id, email, address, account_id,"
                + " role, inviter, created_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            invitation.id(),
            invitation.organization(),
            invitation.email(),
            address.comparable(),
            account,
            invitation.role().text(),
            invitation.inviter(),
            invitation.createdAt(),
            invitation.endsAt());
  }

  /** Returns the pending invitations to an organisation, in the order of their expiry. */
  List<Invitation> of(String organization, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM organization_invitation WHERE organization_id = ? AND ends_at > ?"
                + " ORDER BY ends_at, id LIMIT ?",
            InvitationRows::invitation,
            organization,
            tx.now(),
            atMost);
  }

  /**
   * Returns the number of invitations that an account has sent since a time. Invitations that were
   * accepted, declined, withdrawn or replaced do not count.
   */
  long countBy(long inviter, Instant since) {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM organization_invitation WHERE inviter = ? AND created_at > ?",
            row -> row.number("n"),
            inviter,
            since)
        .orElseThrow();
  }

  /** Returns an invitation to an organisation, even if it has expired. */
  Optional<Invitation> find(String organization, String id) {
    return tx.sql()
        .one(
            "SELECT"
                + COLUMNS
                + "FROM organization_invitation WHERE id = ? AND organization_id = ?",
            InvitationRows::invitation,
            id,
            organization);
  }

  /** Returns a pending invitation. */
  Optional<Invitation> find(String id) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM organization_invitation WHERE id = ? AND ends_at > ?",
            InvitationRows::invitation,
            id,
            tx.now());
  }

  /** Returns the pending invitation of an address to an organisation. */
  Optional<Invitation> ofAddress(String organization, EmailAddress address) {
    return tx.sql()
        .one(
            "SELECT"
                + COLUMNS
                + "FROM organization_invitation"
                + " WHERE organization_id = ? AND address = ? AND ends_at > ?",
            InvitationRows::invitation,
            organization,
            address.comparable(),
            tx.now());
  }

  /** Returns a pending invitation of an address. */
  Optional<Invitation> find(EmailAddress address, String id) {
    return tx.sql()
        .one(
            "SELECT"
                + COLUMNS
                + "FROM organization_invitation WHERE id = ? AND address = ? AND ends_at > ?",
            InvitationRows::invitation,
            id,
            address.comparable(),
            tx.now());
  }

  /** Returns the pending invitations of an address. */
  List<Invitation> of(EmailAddress address, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + "FROM organization_invitation WHERE address = ? AND ends_at > ?"
                + " ORDER BY ends_at, id LIMIT ?",
            InvitationRows::invitation,
            address.comparable(),
            tx.now(),
            atMost);
  }

  /** Assigns the invitations of an address to an account. Returns the ids of the invitations. */
  List<String> assign(EmailAddress address, long accountId) {
    return tx.sql()
        .all(
            "UPDATE organization_invitation SET account_id = ? WHERE address = ? RETURNING id",
            row -> row.text("id"),
            accountId,
            address.comparable());
  }

  /** Removes an invitation. Returns whether this call removed it. */
  boolean remove(String id) {
    return tx.sql().change("DELETE FROM organization_invitation WHERE id = ?", id) > 0;
  }

  /** Removes all invitations to an organisation. Returns their ids. */
  List<String> removeAll(String organization) {
    return tx.sql()
        .all(
            "DELETE FROM organization_invitation WHERE organization_id = ? RETURNING id",
            row -> row.text("id"),
            organization);
  }

  /** Removes the invitations that an account has received or sent. Returns their ids. */
  List<String> removeOf(long accountId) {
    return tx.sql()
        .all(
            "DELETE FROM organization_invitation WHERE account_id = ? OR inviter = ? RETURNING id",
            row -> row.text("id"),
            accountId,
            accountId);
  }

  /**
   * Removes invitations that have expired.
   *
   * @return the number of removed invitations
   */
  int purge(long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM organization_invitation WHERE id IN (SELECT id FROM"
                + " organization_invitation WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)",
            tx.now(),
            atMost);
  }

  private static Invitation invitation(Row row) {
    return new Invitation(
        row.text("id"),
        row.text("organization_id"),
        row.text("email"),
        MemberRows.role(row),
        row.number("inviter"),
        row.instant("created_at"),
        row.instant("ends_at"));
  }
}
