package dev.restauth.store.care;

import dev.restauth.store.care.EveryTable.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows in each table of clients, browsers and authorization requests, for {@link EveryTable}. */
final class ClientTables {
  private ClientTables() {}

  static void fill(Connection connection, int count) throws SQLException {
    clients(connection, count);
    browsers(connection, count);
    authorizations(connection, count);
    try (Rows keys =
        new Rows(
            connection,
            "id_signing_key",
            "kid, algorithm, public_jwk, sealed_private_key, created_at, signs_from")) {
      for (int i = 1; i <= 20; i++) {
        keys.add("id" + i, "RS256", "{\"kty\":\"RSA\"}", digest(i, 1), (long) i, (long) -i);
      }
    }
  }

  private static void clients(Connection connection, int count) throws SQLException {
    try (Rows revoked =
            new Rows(connection, "revoked_client", "client_id, generation, tokens_until");
        Rows spent = new Rows(connection, "spent_assertion", "digest, ends_at");
        Rows secrets = new Rows(connection, "client_secret", "digest, client_id, created_at");
        // Declared after the secrets, which refer to the clients: the writers are closed in reverse
        // order, so the clients are written first.
        Rows rows =
            new Rows(
                connection,
                "client",
                "id, name, source, state, metadata, generation, created_at, updated_at")) {
      for (int i = 1; i <= count; i++) {
        rows.add(
            "client-" + i,
            EveryTable.odd(i),
            i % 2 == 0 ? "made" : "configured",
            i % 3 == 0 ? "disabled" : "active",
            "{\"a\":\"" + EveryTable.odd(i) + "\"}",
            (long) i,
            (long) -i,
            (long) i);
        secrets.add(digest(i, 2), "client-" + i, (long) i);
        revoked.add("gone-" + i, (long) i, (long) -i);
        spent.add(digest(i, 3), (long) -i);
      }
    }
  }

  private static void browsers(Connection connection, int count) throws SQLException {
    try (Rows ended =
            new Rows(
                connection, "ended_client_session", "session_id, client_id, account_id, ended_at");
        Rows devices =
            new Rows(
                connection,
                "remembered_device",
                "id, digest, account_id, generation, created_at, used_at, ends_at, address, user_agent");
        Rows rows =
            new Rows(
                connection,
                "browser_session",
                "id, digest, account_id, generation, methods, authenticated_at, renewed_at, ends_at,"
                    + " address, user_agent")) {
      for (int i = 1; i <= count; i++) {
        rows.add(
            "b" + EveryTable.odd(i) + i,
            digest(i, 4),
            EveryTable.id(i),
            1L,
            "pwd otp",
            (long) -i,
            (long) i,
            (long) i + 1,
            "192.0.2." + i % 256,
            i % 2 == 0 ? null : EveryTable.odd(i));
        devices.add(
            "d" + EveryTable.odd(i) + i,
            digest(i, 9),
            EveryTable.id(i),
            1L,
            (long) -i,
            (long) i,
            (long) i + 1,
            "192.0.2." + i % 256,
            i % 2 == 0 ? null : EveryTable.odd(i));
        ended.add("s" + EveryTable.odd(i) + i, "client-" + i, EveryTable.id(i), (long) -i);
      }
    }
  }

  private static void authorizations(Connection connection, int count) throws SQLException {
    try (Rows pushed =
            new Rows(connection, "pushed_request", "digest, client_id, parameters, ends_at");
        Rows codes =
            new Rows(
                connection,
                "authorization_code",
                "digest, client_id, redirect_uri, redirect_uri_given, account_id, generation, methods,"
                    + " authenticated_at, browser_session_id, scope, audience, offline, code_challenge,"
                    + " nonce, claims, ends_at, session_id");
        Rows consents =
            new Rows(connection, "consent", "account_id, client_id, scope, audience, created_at")) {
      for (int i = 1; i <= count; i++) {
        @Nullable String sometimes = i % 2 == 0 ? null : EveryTable.odd(i);
        pushed.add(digest(i, 5), "client-" + i, EveryTable.odd(i), (long) i);
        codes.add(
            digest(i, 6),
            "client-" + i,
            "https://shop.example/" + EveryTable.odd(i),
            i % 2L,
            EveryTable.id(i),
            1L,
            "pwd",
            (long) -i,
            sometimes,
            "openid",
            sometimes,
            i % 3 == 0 ? 1L : 0L,
            sometimes,
            sometimes,
            sometimes,
            (long) i,
            sometimes);
        consents.add(EveryTable.id(i), "client-" + i, "openid email", sometimes, (long) -i);
      }
    }
  }

  private static byte[] digest(int row, int table) {
    return new byte[] {(byte) row, (byte) (row >> 8), (byte) (row >> 16), 0, -1, (byte) table};
  }
}
