package dev.restauth.role;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Settings for the token claims that describe an account. */
public final class RoleSettings implements Settings {
  /** The setting that decides whether tokens contain the account's roles. */
  public static final Setting<Boolean> ROLE_CLAIM =
      Setting.of(
          "role-claim",
          Group.TOKENS,
          ValueType.flag(),
          "false",
          "Tokens contain the names of the account's roles, in the claim roles");

  /** The attributes that tokens contain. */
  public static final Setting<List<String>> ATTRIBUTE_CLAIMS =
      Setting.computed(
          "attribute-claims",
          Group.TOKENS,
          ValueType.list("NAME", (text, _) -> attribute(text)),
          "none",
          List::of,
          "Attributes of accounts, set by restauth user set-attributes, that tokens contain as claims");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /**
   * Claims that already have a meaning: claims of RFC 7519, RFC 9068, RFC 8693 and OpenID Connect,
   * and this server's own claims.
   */
  private static final Set<String> TAKEN =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "nbf",
          "iat",
          "jti",
          "client_id",
          "scope",
          "auth_time",
          "acr",
          "amr",
          "azp",
          "nonce",
          "at_hash",
          "c_hash",
          "s_hash",
          "act",
          "may_act",
          "cnf",
          "events",
          "txn",
          "entitlements",
          "groups",
          "roles",
          "id",
          "sid",
          "gen",
          "rgt",
          "narrowed",
          "key_id",
          "org",
          "org_role",
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "picture",
          "website",
          "email",
          "email_verified",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "phone_number",
          "phone_number_verified",
          "address",
          "updated_at",
          "username",
          "active",
          "token_type");

  private static String attribute(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected names of a to z, 0 to 9 and _, at most 64 characters");
    }
    if (TAKEN.contains(text)) {
      throw new IllegalArgumentException("the claim " + text + " has another meaning");
    }
    return text;
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(ROLE_CLAIM, ATTRIBUTE_CLAIMS);
  }
}
