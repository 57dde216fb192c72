package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A SELECT of the users in a database. It selects the column {@code username} and, if available,
 * {@code id}, {@code password_hash}, {@code salt}, {@code email}, {@code active} and {@code
 * created_at}. Immutable.
 *
 * @param text one SELECT without a semicolon
 * @param factors the tables with the second factors of these users
 */
public record UserQuery(String text, FactorTables factors) {
  /** The query for all versions of the example application REST-auth (v0.3 and earlier). */
  public static final UserQuery REST_AUTH =
      new UserQuery("SELECT id, username, password_hash FROM users");

  /**
   * The query for the table {@code user}, the name that Flask-SQLAlchemy derives from a class User.
   */
  public static final UserQuery FLASK =
      new UserQuery("SELECT id, username, password_hash, email FROM \"user\"");

  /**
   * The query for Django's own user model. In this model, {@code !} at the beginning of a password
   * means that the user has no password.
   */
  public static final UserQuery DJANGO =
      new UserQuery(
          "SELECT id, username, CASE WHEN password LIKE '!%' THEN NULL ELSE password END AS password_hash,"
              + " email, is_active AS active, date_joined AS created_at FROM auth_user",
          FactorTables.DJANGO);

  /**
   * The query for Supabase's GoTrue: the user name is the e-mail address; without an address, it is
   * the telephone number.
   */
  public static final UserQuery SUPABASE =
      new UserQuery(
          "SELECT id, COALESCE(NULLIF(email, ''), NULLIF(phone, '')) AS username,"
              + " encrypted_password AS password_hash, email,"
              + " (banned_until IS NULL OR banned_until <= now()) AS active, created_at FROM auth.users"
              + " WHERE deleted_at IS NULL",
          FactorTables.SUPABASE);

  /**
   * Creates a query from a text of the operator.
   *
   * @throws IllegalArgumentException if the text is not a single SELECT; the message says what is
   *     wrong
   */
  public UserQuery {
    text = SingleSelect.of(text);
  }

  /** Creates a query that itself selects the second factors, if there are any. */
  public UserQuery(String text) {
    this(text, FactorTables.NONE);
  }

  /** Returns the query with columns for second factors, if the database has tables for them. */
  UserQuery on(Connection connection) throws SQLException {
    String columns = factors.columns(connection);
    return columns.isEmpty()
        ? this
        : new UserQuery("SELECT users.*" + columns + " FROM (" + text + "\n) users");
  }

  /**
   * Returns the query as a table expression to select from. The line break ends a comment at the
   * end of the query.
   */
  String asTable() {
    return "(" + text + "\n) old_users";
  }
}
