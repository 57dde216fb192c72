package dev.restauth.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scopes of administrative routes. An administrative scope gives power over other accounts or
 * over the server. A token therefore contains administrative scopes only if the client requested
 * them by name, and then contains no other scopes.
 */
public enum AdministrativeScope {
  /** Reading the security events of all accounts. */
  EVENTS_READ("events:read"),
  /** Finding accounts, and reading everything about them except their secrets. */
  USERS_READ("users:read"),
  /** Creating, changing, disabling and closing accounts, and revoking their sessions. */
  USERS_WRITE("users:write"),
  /** Impersonating another user, for reading only. */
  USERS_IMPERSONATE("users:impersonate"),
  /** Defining roles. */
  ROLES_WRITE("roles:write"),
  /** Assigning roles to accounts, and removing roles from accounts. */
  ROLES_ASSIGN("roles:assign"),
  /** Inviting people by mail. */
  INVITATIONS_WRITE("invitations:write"),
  /** Reading the state of the mails. */
  MAIL_READ("mail:read"),
  /** Listing service keys and OAuth clients. */
  CLIENTS_READ("clients:read"),
  /** Creating, changing, disabling and deleting service keys and OAuth clients. */
  CLIENTS_WRITE("clients:write"),
  /** Creating organisations, and managing all organisations. */
  ORGS_WRITE("orgs:write");

  /** The scope of ordinary tokens, which gives access to a user's own account. */
  public static final String API = "api";

  /**
   * A scope for personal keys. On this server, a key with only this scope gives access only to
   * {@code GET /api/me}. Every account holds this scope.
   */
  public static final String PROFILE_READ = "profile:read";

  /**
   * Scopes that no role can contain: the scopes of services and of OpenID Connect, and scopes that
   * a later version of this server will require. If a role contained such a future scope now, an
   * upgrade would give the role more power.
   */
  private static final Set<String> RESERVED =
      Set.of(
          API,
          "tokens:introspect",
          "revocations:read",
          "openid",
          "profile",
          "email",
          "address",
          "phone",
          "offline_access",
          PROFILE_READ,
          "webhooks:write",
          "scim");

  private final String text;

  AdministrativeScope(String text) {
    this.text = text;
  }

  /** Returns the scope as text. */
  public String text() {
    return text;
  }

  /** Returns the administrative scope with this name; empty if there is none. */
  public static Optional<AdministrativeScope> of(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
  }

  /** Returns whether a scope is administrative. */
  public static boolean isOne(String text) {
    return of(text).isPresent();
  }

  /** Returns whether at least one of these scopes is administrative. */
  public static boolean isAmong(Collection<String> scopes) {
    return scopes.stream().anyMatch(AdministrativeScope::isOne);
  }

  /**
   * Returns whether a name is reserved: for a scope of this version that is not administrative, or
   * for a scope of a later version. No role can contain a reserved name.
   */
  public static boolean isReserved(String text) {
    return RESERVED.contains(text);
  }

  /** Returns the names of all administrative scopes, separated by commas. */
  public static String names() {
    return Stream.of(values()).map(AdministrativeScope::text).collect(Collectors.joining(", "));
  }
}
