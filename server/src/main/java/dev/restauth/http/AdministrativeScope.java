package dev.restauth.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scopes that routes of this server require, apart from the scopes of services. They give power over other accounts
 * or over the server, so a token has them only if the client asked for them by name, and then has no other scope.
 */
public enum AdministrativeScope {
  /** Reading the security events of all accounts. */
  EVENTS_READ("events:read"),
  /** Finding accounts, and reading everything about them except their secrets. */
  USERS_READ("users:read"),
  /** Making, changing, disabling and closing accounts, and ending their sessions. */
  USERS_WRITE("users:write"),
  /** Acting as another user, to read. */
  USERS_IMPERSONATE("users:impersonate"),
  /** Defining roles. */
  ROLES_WRITE("roles:write"),
  /** Assigning roles to accounts, and removing them. */
  ROLES_ASSIGN("roles:assign"),
  /** Inviting people by mail. */
  INVITATIONS_WRITE("invitations:write"),
  /** Reading the state of the mails. */
  MAIL_READ("mail:read"),
  /** Listing the keys of services and the clients of OAuth. */
  CLIENTS_READ("clients:read"),
  /** Making, changing, disabling and deleting the keys of services and the clients of OAuth. */
  CLIENTS_WRITE("clients:write"),
  /** Making organisations, and acting on all of them. */
  ORGS_WRITE("orgs:write");

  /** The scope of ordinary tokens, which gives access to a user's own account. */
  public static final String API = "api";

  /** The scope of personal keys that give access only to {@code GET /api/me} here; every account holds it. */
  public static final String PROFILE_READ = "profile:read";

  /**
   * Names that no role can contain: the scopes of services and of OpenID Connect, and scopes that a later version of
   * this server will require. If a role had one of them now, an upgrade would give it power.
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

  /** Returns the scope of that name, if it is an administrative one. */
  public static Optional<AdministrativeScope> of(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
  }

  /** Returns whether a scope is administrative. */
  public static boolean isOne(String text) {
    return of(text).isPresent();
  }

  /** Returns whether one of these scopes is administrative. */
  public static boolean isAmong(Collection<String> scopes) {
    return scopes.stream().anyMatch(AdministrativeScope::isOne);
  }

  /** Returns whether a name belongs to this server, but is not an administrative scope: no role can contain it. */
  public static boolean isReserved(String text) {
    return RESERVED.contains(text);
  }

  /** Returns the names of all administrative scopes, separated by commas. */
  public static String names() {
    return Stream.of(values()).map(AdministrativeScope::text).collect(Collectors.joining(", "));
  }
}
