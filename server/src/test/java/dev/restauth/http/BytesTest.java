package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Searches in a text for every byte value at every place. The text is longer than two of the
 * eight-byte words that {@code Bytes} reads.
 */
class BytesTest {
  private static final int LENGTH = 21;

  private static byte[] with(int place, int value) {
    byte[] bytes = new byte[LENGTH + 2];
    Arrays.fill(bytes, (byte) 'a');
    bytes[0] = '\n'; // the search covers neither this byte nor the last one
    bytes[LENGTH + 1] = '\n';
    bytes[place] = (byte) value;
    return bytes;
  }

  @Test
  void controlCharactersAreFoundAtEveryPlace() {
    for (int place = 1; place <= LENGTH; place++) {
      for (int value = 0; value < 256; value++) {
        boolean allowed = value == '\t' || (value >= ' ' && value != 0x7f);
        assertThat(Bytes.areInValue(with(place, value), 1, LENGTH + 1))
            .as("%s at %s", value, place)
            .isEqualTo(allowed);
      }
    }
  }

  @Test
  void aByteBesideAControlCharacterHidesNothing() {
    for (int place = 1; place < LENGTH; place++) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = with(place, '\t');
        bytes[place + 1] = (byte) value;
        boolean allowed = value == '\t' || (value >= ' ' && value != 0x7f);
        assertThat(Bytes.areInValue(bytes, 1, LENGTH + 1)).isEqualTo(allowed);
      }
    }
  }

  @Test
  void onlyPrintableAsciiIsPrintable() {
    for (int place = 1; place <= LENGTH; place++) {
      for (int value = 0; value < 256; value++) {
        assertThat(Bytes.arePrintable(with(place, value), 1, LENGTH + 1))
            .as("%s at %s", value, place)
            .isEqualTo(value >= ' ' && value < 0x7f);
      }
    }
  }

  @Test
  void theFirstOfTwoIsFound() {
    for (int first = 1; first <= LENGTH; first++) {
      for (int second = first; second <= LENGTH; second++) {
        byte[] bytes = with(first, '\r');
        bytes[second] = '\r';
        assertThat(Bytes.indexOf(bytes, 1, LENGTH + 1, '\r')).isEqualTo(first);
      }
      assertThat(Bytes.indexOf(with(first, '\r' + 1), 1, LENGTH + 1, '\r')).isEqualTo(-1);
      assertThat(Bytes.indexOf(with(first, '\r' | 0x80), 1, LENGTH + 1, '\r')).isEqualTo(-1);
    }
  }
}
