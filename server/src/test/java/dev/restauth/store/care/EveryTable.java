package dev.restauth.store.care;

import dev.restauth.store.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows in every table, including values that a move easily loses. */
final class EveryTable {
  /** The distance between the id counter and the highest account id. */
  static final long COUNTER_GAP = 1_000;

  /** Texts that have different orders by language, by bytes and by UTF-16. */
  private static final List<String> ODD =
      List.of("a", "B", "_", "é", "日本", "\uE000", "😀", "Straße", "'\"\\", "\uFFFD", " ");

  private EveryTable() {}

  /** Fills a database without rows with a number of accounts and their rows. The ids have gaps. */
  static void fill(Database database, int accounts) throws SQLException {
    Random random = new Random(7);
    try (Connection connection = database.connect(false)) {
      connection.setAutoCommit(false);
      sources(connection);
      accounts(connection, accounts);
      sessions(connection, accounts);
      refreshTokens(connection, accounts, random);
      knownAddresses(connection, accounts, random);
      others(connection, accounts);
      ClientTables.fill(connection, accounts);
      connection.commit();
    }
  }

  private static void sources(Connection connection) throws SQLException {
    try (Rows rows =
        new Rows(
            connection,
            "adopted_source",
            "id, name, created_at, token_algorithm, sealed_token_key, tokens_until")) {
      rows.add(2L, "rest-auth", 5L, "HS256", new byte[] {0, 1, -1}, Long.MAX_VALUE);
      rows.add(5L, "django", 6L, null, null, null);
      rows.add(9L, "csv", -6L, null, new byte[0], 0L);
    }
  }

  private static void accounts(Connection connection, int count) throws SQLException {
    try (Rows rows =
        new Rows(
            connection,
            "account",
            "id, username, password_hash, generation, state, created_at, foreign_kind, source_id,"
                + " source_key, email")) {
      for (int i = 1; i <= count; i++) {
        boolean adopted = i % 4 == 0;
        rows.add(
            id(i),
            odd(i) + i,
            i % 7 == 0 ? null : "$argon2id$v=19$m=19456,t=2,p=1$" + "x".repeat(65),
            (long) i % 5,
            List.of("active", "disabled", "closed").get(i % 3),
            1_764_000_000_000_000L + i,
            i % 8 == 0 ? "pbkdf2" : null,
            adopted ? List.of(2L, 5L, 9L).get(i % 3) : null,
            adopted ? "key " + i : null,
            i % 9 == 0 ? "" : null);
      }
      rows.add(id(count) + 1, "", null, Long.MIN_VALUE, "disabled", -1L, null, null, null, null);
    }
  }

  private static void sessions(Connection connection, int count) throws SQLException {
    try (Rows impersonations =
            new Rows(
                connection, "impersonation", "session_id, account_id, actor_id, actor_session");
        Rows rows = // written before the impersonations, which refer to the sessions
            new Rows(
                connection,
                "session",
                "id, account_id, generation, method, authenticated_at, renewed_at, ends_at,"
                    + " address, user_agent, adopted_until");
        Rows revoked =
            new Rows(connection, "revoked_session", "session_id, account_id, tokens_until")) {
      for (int i = 1; i <= count; i++) {
        rows.add(
            odd(i) + "s" + i,
            id(i),
            1L,
            "pwd",
            (long) i,
            (long) i,
            (long) i,
            i % 3 == 0 ? "" : "192.0.2." + i % 256,
            i % 2 == 0 ? null : "agent " + odd(i + 1),
            i % 5 == 0 ? Long.valueOf(i) : null);
        if (i % 3 == 0) {
          impersonations.add(odd(i) + "s" + i, id(i), id(1), i % 2 == 0 ? null : odd(i) + "s1");
        }
        if (i % 4 == 0) {
          revoked.add(odd(i) + "r" + i, id(i), (long) i);
        }
      }
    }
  }

  private static void refreshTokens(Connection connection, int count, Random random)
      throws SQLException {
    try (Rows rows =
        new Rows(
            connection,
            "refresh_token",
            "family, session_id, current_digest, previous_digest, rotated_at, sealed_current")) {
      for (int i = 1; i <= count; i += 2) {
        rows.add(
            bytes(random, 16),
            odd(i) + "s" + i,
            bytes(random, 32),
            i % 3 == 0 ? null : bytes(random, 32),
            i % 3 == 0 ? null : Long.valueOf(i),
            i % 5 == 0 ? new byte[0] : null);
      }
    }
  }

  private static void knownAddresses(Connection connection, int count, Random random)
      throws SQLException {
    try (Rows rows = new Rows(connection, "known_address", "digest, account_id, seen_at")) {
      for (int i = 1; i <= count; i++) {
        rows.add(bytes(random, 16), id(i), (long) -i);
      }
    }
  }

  private static void others(Connection connection, int count) throws SQLException {
    try (Rows keys =
            new Rows(
                connection,
                "signing_key",
                "kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from,"
                    + " longest_token");
        Rows secrets = new Rows(connection, "hash_secret", "name, sealed");
        Rows services =
            new Rows(connection, "service_key", "name, digest, scope, state, created_at");
        Rows properties = new Rows(connection, "property", "name, value");
        Rows generations =
            new Rows(connection, "revoked_generation", "account_id, generation, tokens_until");
        Rows failures = new Rows(connection, "login_failure", "digest, failed, failed_at");
        Rows changes = new Rows(connection, "change", "number, kind, subject, value, at");
        Rows messages =
            new Rows(
                connection,
                "outbox",
                "id, kind, account_id, recipient_digest, sealed_recipient, sealed_body, state,"
                    + " created_at, due_at, expires_at, leased_until, tries");
        Rows grants =
            new Rows(connection, "invitation_grant", "request, invited_at, roles, inviter");
        // Declared after the grants, which refer to the codes: the writers are closed in reverse
        // order, so the codes are written first.
        Rows codes =
            new Rows(
                connection,
                "one_time_code",
                "request, purpose, account_id, generation, address, code_digest, link_digest,"
                    + " tries, created_at, code_until, link_until");
        Rows profiles = new Rows(connection, "profile", "account_id, members, changed_at");
        Rows names = new Rows(connection, "retired_name", "digest, account_id, retired_at");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 20; i++) {
        byte[] secret = {(byte) (i * 13), 0, (byte) i};
        keys.add("kid" + odd(i) + i, "ES256", "{\"kty\":\"EC\"}", secret, 1L, 2L, (long) i);
        secrets.add("pepper" + odd(i) + i, secret);
        services.add("service-" + i, secret, "tokens:introspect", "active", (long) i);
        properties.add("zz" + odd(i) + i, odd(i));
        if (i < count) {
          generations.add(id(i + 1), (long) i, (long) -i);
          profiles.add(id(i + 1), "{\"a\":\"" + odd(i) + "\"}", (long) i);
        }
        failures.add(secret, (long) i + 1, (long) i);
        @Nullable Long account = i < count ? id(i + 1) : null;
        byte @Nullable [] body = i % 2 == 0 ? null : secret;
        messages.add(
            "m" + odd(i) + i, "mail", account, secret, secret, body, "waiting", 1L, 2L, 3L, 0L, 1L);
        names.add(secret, account, (long) i);
        codes.add(
            "c" + odd(i) + i, "undo", account, 1L, odd(i), secret, secret, 0L, 1L, 2L, (long) i);
        grants.add("c" + odd(i) + i, 1L, "a b", account);
      }
      for (long i = 1; i <= count; i++) {
        changes.add(i + 10, "account", Long.toString(i), i, i);
      }
      statement.execute("UPDATE change_counter SET number = " + (count + 10));
      personalKeys(connection, count);
      serviceAccounts(connection, count);
      FactorTables.fill(connection, count);
      rights(connection, count);
      organizations(connection, count);
      statement.execute("UPDATE rights_counter SET number = " + (count + 5));
      events(connection, count);
      statement.execute("UPDATE event_counter SET removed = 3, number = " + (count + 3));
      statement.execute(
          connection.getMetaData().getDatabaseProductName().equals("SQLite")
              ? "UPDATE sqlite_sequence SET seq = seq + " + COUNTER_GAP + " WHERE name = 'account'"
              : "SELECT setval('account_id_seq', pg_sequence_last_value('account_id_seq') + "
                  + COUNTER_GAP
                  + ")");
    }
  }

  private static void personalKeys(Connection connection, int count) throws SQLException {
    try (Rows rows =
        new Rows(
            connection,
            "personal_key",
            "id, account_id, digest, name, start, scope, organization_id, created_at, ends_at,"
                + " last_used_at, tell_at")) {
      for (int i = 1; i <= count; i++) {
        @Nullable Long sometimes = i % 3 == 0 ? null : Long.valueOf(-i);
        byte[] digest = {(byte) i, (byte) (i >> 8), (byte) (i >> 16), 0, -1};
        rows.add(
            "k" + odd(i) + i,
            id(i),
            digest,
            odd(i),
            "restauth_pat_" + i,
            "api a:" + i,
            i % 2 == 0 ? null : "o" + i,
            (long) -i,
            (long) i,
            sometimes,
            sometimes);
      }
    }
  }

  private static void serviceAccounts(Connection connection, int count) throws SQLException {
    try (Rows rows = new Rows(connection, "service_account", "account_id, owner_id")) {
      for (int i = 2; i <= count; i += 2) {
        rows.add(id(i), i % 4 == 0 ? null : Long.valueOf(id(1)));
      }
    }
  }

  private static void organizations(Connection connection, int count) throws SQLException {
    try (Rows invitations =
            new Rows(
                connection,
                "organization_invitation",
                "id, organization_id, email, address, account_id, role, inviter, created_at,"
                    + " ends_at");
        Rows members =
            new Rows(
                connection, "organization_member", "organization_id, account_id, role, joined_at");
        Rows roles = new Rows(connection, "organization_role", "role, scopes");
        Rows rows =
            new Rows(connection, "organization", "id, name, slug, attributes, created_at")) {
      for (int i = 1; i <= count; i++) {
        @Nullable Long account = i % 2 == 0 ? null : id(i);
        rows.add("o" + i, odd(i), "slug-" + i, "{\"a\":\"" + odd(i) + "\"}", (long) i);
        members.add("o" + i, id(i), "owner", (long) -i);
        invitations.add(
            "i" + i, "o" + i, odd(i), odd(i) + i, account, "member", id(i), (long) i, (long) i);
      }
      roles.add("owner", "a b");
      roles.add("member", "");
    }
  }

  private static void rights(Connection connection, int count) throws SQLException {
    try (Rows roles = new Rows(connection, "role", "name, scopes, description, created_at")) {
      for (int i = 1; i <= count; i++) {
        @Nullable String description = i % 2 == 0 ? null : odd(i);
        roles.add("role-" + i, "a:" + i + " b", description, (long) -i);
      }
    }
    try (Rows held = new Rows(connection, "account_role", "account_id, role");
        Rows accounts = new Rows(connection, "changed_rights", "account_id, number, tokens_until");
        Rows changed = new Rows(connection, "changed_role", "role, scopes, number, tokens_until");
        Rows attributes =
            new Rows(connection, "admin_attributes", "account_id, members, changed_at")) {
      for (int i = 1; i <= count; i++) {
        held.add(id(i), "role-" + i);
        accounts.add(id(i), (long) i, (long) i);
        changed.add("gone-" + i, "a b", (long) i, (long) -i);
        attributes.add(id(i), "{\"a\":\"" + odd(i) + "\"}", (long) i);
      }
    }
  }

  private static void events(Connection connection, int count) throws SQLException {
    String columns =
        "id, at, type, actor, account_id, outcome, object, request, members, commitment";
    try (Rows numbered = new Rows(connection, "event", columns + ", number");
        Rows unnumbered = new Rows(connection, "event_unnumbered", columns);
        Rows persons =
            new Rows(connection, "event_person", "event_id, account_id, salt, personal")) {
      for (int i = 1; i <= count; i++) {
        byte[] digest = {(byte) i, 0, -1};
        String id = "e" + odd(i) + i;
        @Nullable Long account = i % 3 == 0 ? null : id(i);
        numbered.add(
            id,
            (long) -i,
            "user.closed",
            null,
            account,
            "done",
            odd(i),
            null,
            "{}",
            digest,
            (long) i + 3);
        unnumbered.add(
            "u" + id,
            (long) i,
            "user.closed",
            "operator",
            account,
            "done",
            null,
            odd(i),
            "{}",
            null);
        persons.add(id, account, digest, "{\"network\":\"" + odd(i) + "\"}");
      }
    }
  }

  /** Returns the id of the n-th account. */
  static long id(int n) {
    return n * 3L;
  }

  /** Returns a text that is hard to copy, for example in other alphabets. */
  static String odd(int n) {
    return ODD.get(n % ODD.size());
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Inserts rows in batches. {@code close} writes the last batch. */
  static final class Rows implements AutoCloseable {
    private final PreparedStatement insert;
    private int waiting;

    Rows(Connection connection, String table, String columns) throws SQLException {
      int count = columns.split(",", -1).length;
      insert =
          connection.prepareStatement(
              "INSERT INTO "
                  + table
                  + " ("
                  + columns
                  + ") VALUES ("
                  + String.join(", ", Collections.nCopies(count, "?"))
                  + ")");
    }

    void add(@Nullable Object... values) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        switch (values[i]) {
          case null -> insert.setNull(i + 1, Types.NULL);
          case String text -> insert.setString(i + 1, text);
          case Long number -> insert.setLong(i + 1, number);
          case byte[] bytes -> insert.setBytes(i + 1, bytes);
          default -> throw new IllegalArgumentException("no value " + values[i]);
        }
      }
      insert.addBatch();
      waiting++;
      if (waiting % 1_000 == 0) {
        insert.executeBatch();
      }
    }

    @Override
    public void close() throws SQLException {
      try (insert) {
        insert.executeBatch();
      }
    }
  }
}
