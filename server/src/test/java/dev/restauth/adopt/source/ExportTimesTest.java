package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTimesTest {
  @ParameterizedTest
  @CsvSource({
    "2013-01-16T08:16:59.844Z, 2013-01-16T08:16:59.844Z",
    "2013-01-16T08:16:59.844560+00:00, 2013-01-16T08:16:59.844560Z",
    "2013-01-16T08:16:59, 2013-01-16T08:16:59Z",
    "2013-01-16 08:16:59.844+00, 2013-01-16T08:16:59.844Z",
    "2013-01-16 08:16:59-0530, 2013-01-16T13:46:59Z",
    "2013-01-16 08:16:59 UTC, 2013-01-16T08:16:59Z",
    "2013-01-16 08:16, 2013-01-16T08:16:00Z",
    "2013-01-16, 2013-01-16T00:00:00Z"
  })
  void readsDatesAsExportsWriteThem(String text, String instant) {
    assertThat(ExportTimes.dateAndTime(text)).map(Object::toString).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2013-02-30",
        "2013-01-16T25:00:00Z",
        "2013-01-16T08:16:59+99:00",
        "0001-01-01T00:00:00Z",
        "infinity",
        "16.01.2013",
        "1358324219"
      })
  void ignoresOtherTexts(String text) {
    assertThat(ExportTimes.dateAndTime(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "20190203040506Z, 2019-02-03T04:05:06Z",
    "20190203040506.123Z, 2019-02-03T04:05:06Z",
    "20191303040506Z,",
    "2019020304Z,",
    "20190203040506+0100,"
  })
  void readsGeneralizedTimes(String text, String instant) {
    assertThat(ExportTimes.generalized(text).map(Object::toString).orElse(null)).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000001, 2023-11-14T22:13:20.001Z",
    "0,",
    "-1,",
    "9999999999999999,",
    "1.7e12,"
  })
  void readsMilliseconds(String text, String instant) {
    assertThat(ExportTimes.millis(text).map(Object::toString).orElse(null)).isEqualTo(instant);
  }
}
