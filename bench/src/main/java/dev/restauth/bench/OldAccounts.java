package dev.restauth.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Writes exports of other systems: many accounts with names in random order, and hashes that look
 * real but belong to no password.
 */
public final class OldAccounts {
  private static final long SEED = 20_131_128;

  private OldAccounts() {}

  /**
   * Writes one file.
   *
   * @param arguments {@code rest-auth}, {@code csv} or {@code keycloak}; the number of accounts;
   *     the file
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    long count = Long.parseLong(arguments[1]);
    Path file = Path.of(arguments[2]);
    switch (arguments[0]) {
      case "rest-auth" -> restAuth(count, file);
      case "csv" -> text(count, file, "id,username,password_hash,email\n", "", OldAccounts::csv);
      case "keycloak" ->
          text(count, file, "{\"realm\":\"old\",\"users\":[\n", "]}\n", OldAccounts::keycloak);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void restAuth(long count, Path file) throws SQLException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(32),"
              + " password_hash VARCHAR(128))");
      statement.execute("CREATE INDEX ix_users_username ON users (username)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO users VALUES (?, ?, ?)")) {
        for (long id = 1; id <= count; id++) {
          insert.setLong(1, id);
          insert.setString(2, name(random, id));
          insert.setString(3, "pbkdf2:sha256:150000$" + hex(random, 4) + "$" + hex(random, 32));
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  private interface Line {
    String of(SplittableRandom random, long number);
  }

  private static void text(long count, Path file, String head, String tail, Line line)
      throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write(head);
      for (long number = 1; number <= count; number++) {
        out.write(line.of(random, number));
        out.write(tail.isEmpty() || number == count ? "\n" : ",\n");
      }
      out.write(tail);
    }
  }

  private static String csv(SplittableRandom random, long number) {
    String name = name(random, number);
    return number + "," + name + ",{SHA}" + base64(random, 20) + "," + name + "@example.com";
  }

  private static String keycloak(SplittableRandom random, long number) {
    return """
        {"id":"%s","createdTimestamp":1700000000000,"username":"%s","enabled":true,\
        "credentials":[{"type":"password","secretData":\
        "{\\"value\\":\\"%s\\",\\"salt\\":\\"%s\\",\\"additionalParameters\\":{}}",\
        "credentialData":"{\\"hashIterations\\":210000,\\"algorithm\\":\\"pbkdf2-sha512\\",\
        \\"additionalParameters\\":{}}"}]}"""
        .formatted(hex(random, 16), name(random, number), base64(random, 64), base64(random, 16));
  }

  private static String name(SplittableRandom random, long number) {
    return hex(random, 4) + "-" + number;
  }

  private static String hex(SplittableRandom random, int length) {
    return HexFormat.of().formatHex(bytes(random, length));
  }

  private static String base64(SplittableRandom random, int length) {
    return java.util.Base64.getEncoder().encodeToString(bytes(random, length));
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
