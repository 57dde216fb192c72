package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTextTest {
  @TempDir Path folder;

  /** Four-byte characters cross the boundary of every block. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void readsFilesOfAnyLength(int shift) {
    String text = "x".repeat(shift) + "😀é".repeat(40_000);
    assertThat(read(Collected.file(folder, text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ff, 0",
    "61c0af, 1", // an overlong slash
    "6161eda080, 2", // a surrogate
    "61f4908080, 1", // beyond U+10FFFF
    "61f09f98, 1", // truncated
    "6180, 1"
  })
  void namesTheByteThatIsNoUtf8(String hex, int at) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(Collected.file(folder, bytes)))
        .withMessageEndingWith("is not UTF-8 at byte " + at);
  }

  @Test
  void countsBytesBeyondTheFirstBlock() {
    byte[] bytes = ("é".repeat(100_000) + "?").getBytes(StandardCharsets.UTF_8);
    bytes[200_000] = (byte) 0xff;
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(Collected.file(folder, bytes)))
        .withMessageEndingWith("is not UTF-8 at byte 200000");
  }

  @Test
  void skipsAByteOrderMarkAtTheBeginningOnly() {
    assertThat(read(Collected.file(folder, "\uFEFFa\uFEFF"))).isEqualTo("a\uFEFF");
    assertThat(read(Collected.file(folder, "\uFEFF"))).isEmpty();
    assertThat(read(Collected.file(folder, ""))).isEmpty();
  }

  @Test
  void reportsTheProgress() {
    Path first = Collected.file(folder, "a".repeat(100_000));
    Path second = Collected.file(folder, "é".repeat(50_000));
    List<Long> done = new ArrayList<>();
    ReadProgress bytes =
        ReadProgress.of(
            List.of(first, second),
            (step, now, total) -> {
              assertThat(step).isEqualTo("reading");
              assertThat(total).isEqualTo(200_000);
              done.add(now);
            });
    read(first, bytes);
    assertThat(done).isSorted().hasSizeGreaterThan(1).endsWith(100_000L);
    read(second, bytes);
    assertThat(done).isSorted().endsWith(200_000L);
  }

  @Test
  void reportsWhyAFileCannotBeRead() {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> Collected.of(new HtpasswdSource(missing)))
        .withMessage(missing + " does not exist");
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> Collected.of(new HtpasswdSource(folder)))
        .withMessage(folder + " is a folder");
  }

  private static String read(Path file) {
    return read(file, ReadProgress.of(List.of(file), (_, _, _) -> {}));
  }

  private static String read(Path file, ReadProgress bytes) {
    var all = new StringBuilder();
    var block = new char[777];
    try (SourceText text = SourceText.open(file, bytes)) {
      for (int count = text.read(block, 0, 777); count >= 0; count = text.read(block, 0, 777)) {
        all.append(block, 0, count);
      }
    }
    return all.toString();
  }
}
