package dev.restauth.adopt.sql;

/**
 * A SELECT whose columns say what users there are: {@code username}, and where there are such {@code
 * id}, {@code password_hash}, {@code salt}, {@code email}, {@code active} and {@code created_at}.
 * Immutable.
 *
 * @param text one SELECT without a semicolon
 */
public record UserQuery(String text) {
  /** Of rest-auth itself, in all its versions. */
  public static final UserQuery REST_AUTH =
      new UserQuery("SELECT id, username, password_hash FROM users");

  /** Of an application that names its table as Flask-SQLAlchemy does, after a class User. */
  public static final UserQuery FLASK =
      new UserQuery("SELECT id, username, password_hash, email FROM \"user\"");

  /** Of Django's own user model; a password that begins with {@code !} is its sign for none. */
  public static final UserQuery DJANGO =
      new UserQuery(
          "SELECT id, username, CASE WHEN password LIKE '!%' THEN NULL ELSE password END AS password_hash,"
              + " email, is_active AS active, date_joined AS created_at FROM auth_user");

  /** Of Supabase's GoTrue: who has no address is known by the telephone number. */
  public static final UserQuery SUPABASE =
      new UserQuery(
          "SELECT id, COALESCE(NULLIF(email, ''), NULLIF(phone, '')) AS username,"
              + " encrypted_password AS password_hash, email,"
              + " (banned_until IS NULL OR banned_until <= now()) AS active, created_at FROM auth.users"
              + " WHERE deleted_at IS NULL");

  /**
   * Of the operator.
   *
   * @throws IllegalArgumentException where it is not one SELECT, with what was expected
   */
  public UserQuery {
    text = SingleSelect.of(text);
  }

  /** To select from; the line break ends a comment at the end of the query. */
  String asTable() {
    return "(" + text + "\n) old_users";
  }
}
