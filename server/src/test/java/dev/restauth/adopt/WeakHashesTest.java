package dev.restauth.adopt;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.facts;
import static dev.restauth.adopt.AdoptScene.file;
import static dev.restauth.adopt.AdoptScene.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.ForeignHashes;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weak hashes, which the server wraps. Their passwords stay valid. */
class WeakHashesTest {
  /** Hashes of "python" that other programs computed. All but the last hash are weak. */
  private static final List<String> HASHES =
      List.of(
          "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
          "{SSHA}/dzCub7FbJ1y4uw7I801eJUoud5MSeld",
          "$1$gnN9W2jr$c8T1jNykXt2Ora4qM5EWl/",
          "$apr1$023E5p6s$q0VU8lebbApp37XhqS0Ol0",
          "$P$6Vlok9DMtx2wHE/U2pP6VH6z7Dsf24.",
          "$pbkdf2-sha256$2000$B4Bwbm1Naa21di4FoNS6Fw$7zSvqKOQapN/BKnOc9SM3vaPImOB.KH76XFHagUE/yc",
          "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi");

  @TempDir Path folder;

  @Test
  void weakHashesAreWrappedInTheBackground() throws IOException {
    // If no server runs, the hashes stay unchanged until a server starts.
    assertThat(facts(adopt(folder, "csv", users(0)))).containsEntry("weak_hashes", 6L);
    try (TestServer server = TestServer.start(folder)) {
      waitUntilWrapped(server);
      // If a server runs, it wraps the hashes immediately.
      assertThat(facts(adopt(folder, "csv", users(HASHES.size()))))
          .containsEntry("weak_hashes", 6L);
      waitUntilWrapped(server);
      assertThat(kinds(server))
          .contains(
              "argon2id m=64,t=1,p=1 of sha1",
              "argon2id m=64,t=1,p=1 of sha1 salted",
              "argon2id m=64,t=1,p=1 of md5-crypt",
              "bcrypt 5")
          .hasSize(7);
      for (int i = 0; i < HASHES.size(); i++) {
        assertThat(logIn(server, "user" + i, "Python")).as(HASHES.get(i)).isEqualTo(401);
        assertThat(logIn(server, "user" + i, "python")).as(HASHES.get(i)).isEqualTo(200);
      }
    }
    for (String hash : HASHES.subList(0, 6)) {
      assertThat(everythingInTheFolder()).doesNotContain(hash.substring(hash.length() - 20));
    }
  }

  @Test
  @Tag("sqlite")
  void operatorIsInformedAboutTheWrapping() throws IOException {
    assertThat(notes(adopt(folder, "csv", users(0))))
        .endsWith(
            "a server wraps the weak hashes among them in Argon2id: start one, unless one runs");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(notes(adopt(folder, "csv", users(HASHES.size()))))
          .endsWith("this server wraps the weak hashes among them in Argon2id in the background");
      waitUntilWrapped(server);
    }
  }

  private static List<String> notes(Reply reply) {
    return ((Reply.Done) reply).notes();
  }

  private static void waitUntilWrapped(TestServer server) {
    eventually(
        "all weak hashes are wrapped",
        () -> kinds(server).stream().allMatch(kind -> kind.contains(" of ") || isStrong(kind)));
  }

  private static boolean isStrong(String kind) {
    return kind.equals("bcrypt 5");
  }

  private static List<String> kinds(TestServer server) {
    List<ForeignHashes> found =
        server.store().reading(tx -> new AdoptedAccountRows(tx).foreignHashes());
    return found.stream().map(ForeignHashes::kind).toList();
  }

  private Path users(int first) {
    String[] lines = new String[HASHES.size() + 1];
    lines[0] = "username,password_hash";
    for (int i = 0; i < HASHES.size(); i++) {
      lines[i + 1] = "user" + (first + i) + "," + HASHES.get(i);
    }
    return file(folder, "users" + first + ".csv", lines);
  }

  private String everythingInTheFolder() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
