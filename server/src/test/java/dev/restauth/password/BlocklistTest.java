package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.restauth.LongRun;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocklistTest {
  @TempDir Path folder;

  @Test
  void builtInListIsMadeFromTheListOfNbvcxz() throws IOException {
    Path list = folder.resolve("passwords.txt");
    try (InputStream in = Blocklist.class.getResourceAsStream("/dictionaries/passwords.txt")) {
      Files.copy(in, list);
    }
    Path made = folder.resolve("made");
    BlocklistBuild.build(list, made, (step, done, total) -> {});
    try (InputStream in = Blocklist.class.getResourceAsStream("common-passwords.filter")) {
      assertThat(made).hasBinaryContent(in.readAllBytes());
    }
    assertThat(Blocklist.builtIn().entries()).isGreaterThan(100_000);
    assertThat(Files.size(made)).isLessThan(500_000);
    Blocklist builtIn = Blocklist.builtIn();
    assertThat(Files.readAllLines(list).stream().filter(line -> line.length() >= 4))
        .allMatch(builtIn::contains);
  }

  @Test
  void hasFewerThanOneFalsePositiveInTenMillion() {
    Blocklist builtIn = Blocklist.builtIn();
    var random = new Random(20_261_125);
    int wrong = 0;
    for (int i = 0; i < (LongRun.IS_LONG ? 2_000_000 : 200_000); i++) {
      wrong += builtIn.contains(Long.toString(random.nextLong() | 1L << 62, 36)) ? 1 : 0;
    }
    assertThat(wrong).isLessThanOrEqualTo(1);
  }

  @Test
  void smallFilterIsAsAccurate() {
    var filter = new BloomFilter(MemorySegment.ofArray(new byte[(int) BloomFilter.bytesFor(1000)]));
    for (int i = 0; i < 1000; i++) {
      filter.add(Blocklist.sha1("in" + i));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(filter.contains(Blocklist.sha1("in" + i))).isTrue();
    }
    // Random bytes are as good as digests, and take less time than a million digests.
    var random = new SplittableRandom(20_261_129);
    byte[] digest = new byte[20];
    int wrong = 0;
    for (int i = 0; i < 1_000_000; i++) {
      random.nextBytes(digest);
      wrong += filter.contains(digest) ? 1 : 0;
    }
    assertThat(wrong).isLessThanOrEqualTo(2);
  }

  @Test
  void readsTextAndSkipsLinesThatCannotBePasswords() throws IOException {
    byte[] list =
        ("Hunter22\r\nabc\n\nRene\u0301e1\nbell\u0007s\n" + "x".repeat(1025) + "\nlast one")
            .getBytes(StandardCharsets.UTF_8);
    List<String> steps = new ArrayList<>();
    var built = build(list, (step, done, total) -> steps.add(step));

    assertThat(built.skipped()).isEqualTo(4);
    Blocklist made = Blocklist.open(folder.resolve("out"));
    assertThat(made.entries()).isEqualTo(5); // two passwords have a second entry in lower case
    for (String in : List.of("Hunter22", "hunter22", "Ren\u00e9e1", "ren\u00e9e1", "last one")) {
      assertThat(made.contains(in)).as(in).isTrue();
    }
    assertThat(made.contains("abc")).isFalse();
    assertThat(made.contains("HUNTER22")).isFalse();
  }

  /** The SHA-1 of "password", in the format of Have I Been Pwned. */
  @Test
  void readsHashesWithCounts() throws IOException {
    build("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\n" + hash("long pass phrase") + ":1");
    Blocklist made = Blocklist.open(folder.resolve("out"));
    assertThat(made.entries()).isEqualTo(2);
    assertThat(made.contains("password")).isTrue();
    assertThat(made.contains("long pass phrase")).isTrue();
    assertThat(made.contains("Password")).isFalse();
    assertThat(new GuessabilityCheck(made, List.of()).find("P4ssword-1234567", "susan"))
        .isNotEmpty();
  }

  @Test
  void refusesAnUnusableList() {
    refusesToBuild("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\npassword\n", "line 2 is not HASH");
    refusesToBuild("1E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\n", "first five digits");
    refusesToBuild("abc\nxyz\n", "no line of");
    refusesToBuild("", "no line of");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void overwritesNothing() throws IOException {
    Path out = Files.writeString(folder.resolve("out"), "precious");
    refusesToBuild("password", "exists");
    assertThat(out).hasContent("precious");
  }

  @Test
  void refusesADamagedFile() throws IOException {
    build("password\nletmein\n");
    byte[] sound = Files.readAllBytes(folder.resolve("out"));
    assertThat(opened(bytes -> bytes, sound).contains("letmein")).isTrue();

    refusesToOpen(sound, bytes -> new byte[0], "not made by restauth build-blocklist");
    refusesToOpen(
        sound,
        bytes -> "password\nletmein\n1234567\n".getBytes(StandardCharsets.UTF_8),
        "not made by restauth build-blocklist");
    refusesToOpen(sound, bytes -> Arrays.copyOf(bytes, bytes.length - 1), "damaged");
    refusesToOpen(sound, bytes -> Arrays.copyOf(bytes, bytes.length + 8), "damaged");
    for (int at = 12; at < sound.length; at++) {
      int flipped = at;
      refusesToOpen(
          sound,
          bytes -> {
            bytes[flipped] ^= 1;
            return bytes;
          },
          "damaged");
    }
  }

  private void refusesToOpen(byte[] sound, Function<byte[], byte[]> change, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> opened(change, sound))
        .withMessageStartingWith("password-blocklist " + folder)
        .withMessageContaining(why)
        .withMessageNotContaining("\n");
  }

  private Blocklist opened(Function<byte[], byte[]> change, byte[] sound) throws IOException {
    return Blocklist.open(Files.write(folder.resolve("changed"), change.apply(sound.clone())));
  }

  private void refusesToBuild(String list, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build(list))
        .withMessageContaining(why)
        .withMessageNotContaining("\n");
  }

  private void build(String list) throws IOException {
    build(list.getBytes(StandardCharsets.UTF_8), (step, done, total) -> {});
  }

  private BlocklistBuild.Built build(byte[] list, BlocklistBuild.ProgressListener listener)
      throws IOException {
    return BlocklistBuild.build(
        Files.write(folder.resolve("list"), list), folder.resolve("out"), listener);
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(Blocklist.sha1(text));
  }
}
