package dev.restauth.role;

import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rights that an account has as a member of an organisation.
 *
 * @param organization the id of the organisation
 * @param role the account's role in the organisation
 * @param scopes the scopes of that role, which are the same in all organisations
 */
public record OrganizationRights(String organization, String role, Set<String> scopes) {
  private static final List<String> FROM_THE_LEAST = List.of("member", "admin", "owner");

  /**
   * The prefix of marks. A mark cannot be mistaken for a role, because the names of roles contain
   * no slash.
   */
  private static final String MARK = "org/";

  /** Copies the scopes. */
  public OrganizationRights {
    scopes = Set.copyOf(scopes);
  }

  /** Reads the rights of members. */
  @FunctionalInterface
  public interface Source {
    /** A source without organisations, in which no account is a member. */
    Source NONE = (_, _) -> Optional.empty();

    /**
     * Returns the rights of an account in an organisation; empty if the account is not a member, or
     * the organisation does not exist.
     */
    Optional<OrganizationRights> find(long accountId, String organization);
  }

  /** Reads the rights of members in the caller's transaction. */
  @FunctionalInterface
  public interface InTransaction {
    /**
     * Returns the rights of an account in an organisation; empty if the account is not a member, or
     * the organisation does not exist.
     */
    Optional<OrganizationRights> find(Transaction tx, long accountId, String organization);
  }

  /** Returns whether this role has at least as much power as another member's role. */
  public boolean covers(OrganizationRights other) {
    return FROM_THE_LEAST.indexOf(role) >= FROM_THE_LEAST.indexOf(other.role);
  }

  /** Returns the mark of all tokens of an organisation. */
  public static String markOfOrganization(String id) {
    return MARK + id;
  }

  /** Returns the mark of all tokens of an organisation role, in any organisation. */
  public static String markOfRole(String role) {
    return MARK + role;
  }

  /**
   * Returns the marks of a token. A mark is treated like the name of a role. A change of a mark
   * makes the tokens of one organisation outdated, or the tokens of one role in all organisations.
   * The two kinds of marks always differ: an id has 22 characters, and the name of an organisation
   * role has fewer.
   */
  public static List<String> marks(String organization, String role) {
    return List.of(markOfOrganization(organization), markOfRole(role));
  }
}
