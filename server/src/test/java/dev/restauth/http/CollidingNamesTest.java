package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JSON member names that collide in the name table, which Jackson caches by default. In Jackson
 * 2.20, a name of eight bytes consists of two words, and the seed changes their hash only at the
 * end. For longer names, the hash adds up the words from the fourth on. Both kinds of names
 * therefore collide with every seed. When the table has no room for collisions, Jackson can no
 * longer read a colliding name, unless the table already contains it. Jackson clears a table of
 * more than 6,000 names.
 */
class CollidingNamesTest {
  private static final int COLLIDING = 900;

  /** The number of slots for one hash before the room for collisions is used. */
  private static final int LONGER = 40;

  private static final int INVERSE_OF_33 = 0x3e0f83e1;

  @TempDir Path folder;
  private TestServer server;
  private HttpCalls calls;

  @BeforeEach
  void start() {
    server = TestServer.start(folder);
    calls = server.calls();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void collidingNamesInABodyDoNotBreakLaterBodies() {
    assertThat(calls.register("miguel", "python").status()).isEqualTo(201);

    for (int i = 0; i < 2; i++) { // 8,600 names in all, so that Jackson clears the table
      String many = object(IntStream.range(i * 4_300, (i + 1) * 4_300).mapToObj("%04d"::formatted));
      assertThat(calls.post("/api/users", many).body()).contains("\\\"username\\\" is missing");
    }
    List<String> colliding = Stream.concat(likeCurrentPassword(), likeUsername()).toList();
    assertThat(colliding).hasSize(COLLIDING);
    String attack = object(colliding.stream());
    assertThat(attack.length()).isLessThanOrEqualTo(12 * 1024);
    assertThat(calls.post("/api/users", attack).status()).isEqualTo(400);

    Reply registered = calls.register("susan", "python");
    assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
    Reply changed =
        calls.post(
            "/api/me/password",
            "{\"current_password\":\"python\",\"new_password\":\"rattlesnake\"}",
            basic("miguel", "python"));
    assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
  }

  /**
   * The server also reads the header of a token that is sent as a user name. Such a header may have
   * 180 bytes.
   */
  @Test
  void collidingNamesInTheHeaderOfATokenDoNotBreakLaterTokens() {
    List<String> names = likeUsername().toList();
    long hashed = server.hasher().computed();
    for (int at = 0; at + 12 <= names.size(); at += 12) {
      presentAsToken(object(names.subList(at, at + 12).stream()));
    }
    presentAsToken("{\"username\":0}");
    assertThat(server.hasher().computed()).isEqualTo(hashed); // no token was treated as a user name
  }

  private void presentAsToken(String header) {
    assertThat(calls.get("/api/resource", basic(encoded(header) + ".x.y", "")).status())
        .isEqualTo(401);
  }

  private static String encoded(String header) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(header.getBytes(StandardCharsets.UTF_8));
  }

  private static String object(Stream<String> names) {
    return names.map(name -> "\"" + name + "\":0").collect(Collectors.joining(",", "{", "}"));
  }

  /** Returns other names of eight characters that have the hash of "username". */
  private static Stream<String> likeUsername() {
    int user = mixed(word("user"));
    int name = word("name");
    return words('a', 26)
        .mapToObj(first -> text(first) + text(name + INVERSE_OF_33 * (user - mixed(first))))
        .filter(each -> isPlain(each) && !each.equals("username"))
        .limit(COLLIDING - LONGER);
  }

  /** Returns names of 20 characters that have the hash of "current_password". */
  private static Stream<String> likeCurrentPassword() {
    int last = folded(word("word"));
    return words('0', 10)
        .mapToObj(fourth -> "current_pass" + text(fourth) + text(last - folded(fourth)))
        .map(CollidingNamesTest::unfolded)
        .filter(CollidingNamesTest::isPlain)
        .limit(LONGER);
  }

  /**
   * Inverts the folding of a name. Folding changes only the lower bits, depending on the upper
   * bits, so it is its own inverse.
   */
  private static String unfolded(String name) {
    return name.substring(0, 16) + text(folded(word(name.substring(16))));
  }

  private static int folded(int word) {
    return word ^ (word >> 21);
  }

  private static int mixed(int first) {
    int hash = first + (first >>> 15);
    return hash ^ (hash >>> 9);
  }

  /**
   * Returns all words of four characters from a range of {@code many} characters that begins at
   * {@code first}.
   */
  private static IntStream words(char first, int many) {
    return IntStream.range(0, many * many * many * many)
        .mapToObj(at -> "%4s".formatted(Integer.toString(at, many)).replace(' ', '0'))
        .map(digits -> digits.chars().map(c -> first + Character.digit(c, many)))
        .mapToInt(letters -> letters.reduce(0, (word, letter) -> word << 8 | letter));
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }

  private static int word(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).getInt();
  }

  private static String text(int word) {
    return new String(ByteBuffer.allocate(4).putInt(word).array(), StandardCharsets.ISO_8859_1);
  }
}
