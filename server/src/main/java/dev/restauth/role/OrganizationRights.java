package dev.restauth.role;

import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rights of an account in an organisation that it is a member of.
 *
 * @param organization the id of the organisation
 * @param role the account's role in the organisation
 * @param scopes the scopes of that role, the same in all organisations
 */
public record OrganizationRights(String organization, String role, Set<String> scopes) {
  private static final List<String> FROM_THE_LEAST = List.of("member", "admin", "owner");

  /** The prefix of marks. No name of a role contains a slash. */
  private static final String MARK = "org/";

  /** Copies the scopes. */
  public OrganizationRights {
    scopes = Set.copyOf(scopes);
  }

  /** Reads the rights of members. */
  @FunctionalInterface
  public interface Source {
    /** A source without organisations: no account is a member of one. */
    Source NONE = (_, _) -> Optional.empty();

    /**
     * Returns the rights of an account in an organisation; empty if the account is not a member, or the organisation
     * does not exist.
     */
    Optional<OrganizationRights> find(long accountId, String organization);
  }

  /** Reads the rights of members in a transaction of the caller. */
  @FunctionalInterface
  public interface InTransaction {
    /**
     * Returns the rights of an account in an organisation; empty if the account is not a member, or the organisation
     * does not exist.
     */
    Optional<OrganizationRights> find(Transaction tx, long accountId, String organization);
  }

  /** Returns whether the role has at least the power of another member's role. */
  public boolean covers(OrganizationRights other) {
    return FROM_THE_LEAST.indexOf(role) >= FROM_THE_LEAST.indexOf(other.role);
  }

  /** Returns the mark of the tokens of an organisation. */
  public static String markOfOrganization(String id) {
    return MARK + id;
  }

  /** Returns the mark of the tokens of a role, the same in any organisation. */
  public static String markOfRole(String role) {
    return MARK + role;
  }

  /**
   * Returns the marks of a token. A mark is treated like the name of a role: a change with a mark makes all tokens of
   * an organisation, or of a role in all organisations, outdated. An id has 22 characters and the name of a members'
   * role has fewer, so their marks differ.
   */
  public static List<String> marks(String organization, String role) {
    return List.of(markOfOrganization(organization), markOfRole(role));
  }
}
