package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import dev.restauth.ServerProcess;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large and hostile files, which one JVM with 16 MB of memory reads one after another. */
@TestInstance(Lifecycle.PER_CLASS)
class BoundedMemoryTest {
  // The files have 20 MB or more.
  private static final int ENTRIES = LongRun.IS_LONG ? 200_000 : 60_000;
  private static final int NOTE = 310;
  private static final int LONG = LongRun.IS_LONG ? 40_000_000 : 20_000_000;

  private static final Map<String, String> ENTRY =
      Map.of(
          "django",
          "{\"model\":\"auth.user\",\"pk\":1%1$06d,\"fields\":{\"username\":\"user%1$d\",\"password\":"
              + "\"pbkdf2_sha256$1$a$b\",\"note\":\"%2$s\"}}\n",
          "keycloak",
          "{\"realm\":\"r\",\"users\":[{\"id\":\"k%1$d\",\"username\":\"user%1$d\","
              + "\"attributes\":{\"a%1$d\":[\"%2$s\"]}}]}\n",
          "ldif",
          "dn: uid=user%1$d\nuid: user%1$d\ndescription: %2$s\nuserPassword: {SSHA}x\n\n",
          "csv",
          "1%1$06d,user%1$d,$2b$05$x,%2$s\n",
          "htpasswd",
          "user%1$d:$apr1$x$y:%2$s\n");

  @TempDir Path folder;

  private Process reader;
  private Writer requests;
  private BufferedReader answers;

  @BeforeAll
  void startTheReader() throws IOException {
    List<String> command = ServerProcess.java(ReadAll.class.getName());
    command.add(1, "-Xmx16m");
    reader = new ProcessBuilder(command).redirectErrorStream(true).start();
    requests = reader.outputWriter(StandardCharsets.UTF_8);
    answers = reader.inputReader(StandardCharsets.UTF_8);
  }

  @AfterAll
  void stopTheReader() {
    reader.destroyForcibly();
    reader.onExit().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"django", "keycloak", "ldif", "csv", "htpasswd"})
  void readsAnyNumberOfEntries(String kind) throws Exception {
    Path file = folder.resolve("large");
    String note = "x".repeat(NOTE);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      if (kind.equals("csv")) {
        out.write("id,username,password_hash,note\n");
      }
      String entry = Objects.requireNonNull(ENTRY.get(kind)).replace("%2$s", note);
      for (int i = 0; i < ENTRIES; i++) {
        // A million calls of String.format would take most of the test's time.
        out.write(
            entry
                .replace("1%1$06d", Integer.toString(1_000_000 + i))
                .replace("%1$d", Integer.toString(i)));
      }
    }
    assertThat(read(kind, file)).isEqualTo(ENTRIES + " accounts, 0 refused, all read");
  }

  @Test
  void failsAtATooLongStringOfAUsedField() throws Exception {
    assertThat(read("django", longFile("[{\"pk\":\"", 'a', "\"}]")))
        .startsWith("0 accounts, 0 refused, ")
        .contains("holds something too long or too deeply nested at line 1, column ");
  }

  @Test
  void skipsALongStringOfAnUnusedField() throws Exception {
    String entry = "\"fields\":{\"username\":\"a\"},\"model\":\"auth.user\"}]";
    assertThat(read("django", longFile("[{\"note\":\"", 'a', "\"," + entry)))
        .isEqualTo("1 accounts, 0 refused, all read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"note\":1", "[{\"note\":0."})
  void failsAtAnEndlessNumber(String beginning) throws Exception {
    assertThat(read("django", longFile(beginning, '1', "}]")))
        .contains("too long or too deeply nested");
  }

  @Test
  void failsAtAnEndlessName() throws Exception {
    assertThat(read("django", longFile("[{\"", 'n', "\":1}]")))
        .contains("too long or too deeply nested");
  }

  @Test
  void refusesALongLine() throws Exception {
    assertThat(read("htpasswd", longFile("a:$apr1$", 'a', "\nb:$apr1$x$y\n")))
        .isEqualTo("1 accounts, 1 refused, all read");
    assertThat(read("ldif", longFile("dn: uid=a\nuid: ", 'a', "\n\ndn: uid=b\nuid: b\n")))
        .isEqualTo("1 accounts, 1 refused, all read");
  }

  @Test
  void failsAtAnUnclosedQuote() throws Exception {
    assertThat(read("csv", longFile("username\na\n\"", 'a', "")))
        .startsWith("1 accounts, 0 refused, ")
        .contains("is not valid CSV in the record that begins at line 3");
    assertThat(read("csv", longFile("", ',', ""))).contains("is not valid CSV");
  }

  private Path longFile(String beginning, char middle, String end) throws IOException {
    Path file = folder.resolve("long");
    String block = String.valueOf(middle).repeat(100_000);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(beginning);
      for (int i = 0; i < LONG; i += block.length()) {
        out.write(block);
      }
      out.write(end);
    }
    return file;
  }

  /** Lets the small JVM read a file, and returns the line that it prints. */
  private String read(String kind, Path file) throws IOException {
    requests.write(kind + " " + file + "\n");
    requests.flush();
    return Objects.requireNonNull(answers.readLine(), "the small JVM has ended");
  }

  /** The main program of the small JVM. */
  static final class ReadAll {
    private ReadAll() {}

    /** Reads each file that a line names, and prints the numbers of its entries. */
    public static void main(String[] arguments) throws IOException {
      var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 2);
        System.out.println(read(words[0], Path.of(words[1])));
      }
    }

    private static String read(String kind, Path file) {
      AccountSource source =
          switch (kind) {
            case "django" -> new DjangoDumpSource(file, "auth.user");
            case "keycloak" -> new KeycloakSource(List.of(file));
            case "ldif" -> new LdifSource(file, "uid");
            case "csv" -> new CsvSource(file);
            default -> new HtpasswdSource(file);
          };
      var counted = new Counted();
      String end = "all read";
      try {
        source.read(counted, (_, _, _) -> {});
      } catch (UnreadableSource e) {
        end = e.getMessage();
      }
      return counted.accounts + " accounts, " + counted.refused + " refused, " + end;
    }
  }

  /** Counts entries but stores none. */
  private static final class Counted implements AccountSource.Sink {
    private int accounts;
    private int refused;

    @Override
    public void account(SourceAccount account) {
      accounts++;
    }

    @Override
    public void refused(String which, String reason) {
      refused++;
    }

    @Override
    public String addSecret(byte[] secret) {
      throw new AssertionError();
    }
  }
}
