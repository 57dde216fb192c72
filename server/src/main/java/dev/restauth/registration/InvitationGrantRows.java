package dev.restauth.registration;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Statements on the table {@code invitation_grant}. A foreign key removes a row together with the
 * code of its invitation. Each call is atomic.
 */
public record InvitationGrantRows(Transaction tx) {
  /**
   * The rights that an invitation gives to the account that accepts it.
   *
   * @param roles the names of roles
   * @param inviter the inviter's account; empty for an operator
   */
  public record Grant(Set<String> roles, Optional<Long> inviter) {
    /** Copies the roles. */
    public Grant {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * Adds a grant to an invitation whose code was created in this transaction. It replaces an
   * earlier grant.
   */
  public void put(String request, Grant grant) {
    remove(request);
    Instant invitedAt =
        tx.sql()
            .one(
                "SELECT created_at FROM one_time_code WHERE request = ?",
                row -> row.instant("created_at"),
                request)
            .orElseThrow();
    tx.sql()
        .change(
            "INSERT INTO invitation_grant"
                + " (request, invited_at, roles, inviter) VALUES (?, ?, ?, ?)",
            request,
            invitedAt,
            String.join(" ", grant.roles().stream().sorted().toList()),
            grant.inviter());
  }

  /** Removes the grant of an invitation, if it has one. */
  public void remove(String request) {
    tx.sql().change("DELETE FROM invitation_grant WHERE request = ?", request);
  }

  /** Returns the ids of an inviter's invitations. */
  public List<String> requestsOf(long inviter) {
    return tx.sql()
        .all(
            "SELECT request FROM invitation_grant WHERE inviter = ?",
            row -> row.text("request"),
            inviter);
  }

  /** Removes the grants of an inviter. */
  public void removeOf(long inviter) {
    tx.sql().change("DELETE FROM invitation_grant WHERE inviter = ?", inviter);
  }

  /** Returns the grant of an invitation; empty if it has none. */
  public Optional<Grant> find(String request) {
    return tx.sql()
        .one(
            "SELECT roles, inviter FROM invitation_grant"
                + " JOIN one_time_code ON one_time_code.request = invitation_grant.request"
                + " AND one_time_code.created_at = invitation_grant.invited_at"
                + " WHERE invitation_grant.request = ?",
            InvitationGrantRows::grant,
            request);
  }

  private static Grant grant(Row row) {
    String roles = row.text("roles");
    return new Grant(
        roles.isEmpty() ? Set.of() : Set.copyOf(List.of(roles.split(" ", -1))),
        row.findNumber("inviter"));
  }
}
