package dev.restauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-Sent Events as WHATWG HTML, section 9.2.6, defines them. */
class EventParserTest {

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void everyLineEndIsAccepted(String end) throws FeedStreamException {
    String stream =
        "event: a" + end + "id: e-1" + end + "data: 1" + end + end + "data: 2" + end + end;
    assertThat(read(stream))
        .containsExactly(event("a", "e-1", "1"), new Event("message", Optional.empty(), "2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void singleBytesAreAccepted(String end) throws FeedStreamException {
    String stream = "event: ä" + end + "data: ö€𝄞" + end + end + "data: 2" + end + end;
    List<Event> events = new ArrayList<>();
    EventParser parser = new EventParser(events::add);
    for (byte each : stream.getBytes(StandardCharsets.UTF_8)) {
      parser.read(ByteBuffer.wrap(new byte[] {each}));
    }
    assertThat(events)
        .containsExactly(
            new Event("ä", Optional.empty(), "ö€𝄞"), new Event("message", Optional.empty(), "2"));
  }

  @Test
  void mixedLineEndsAreAccepted() throws FeedStreamException {
    assertThat(read("data: 1\rdata: 2\n\n")).extracting(Event::data).containsExactly("1\n2");
  }

  @Test
  void dataLinesAreJoined() throws FeedStreamException {
    assertThat(read("data: {\ndata\ndata:  x\ndata:}\n\n"))
        .containsExactly(new Event("message", Optional.empty(), "{\n\n x\n}"));
  }

  @Test
  void commentsUnknownFieldsAndEventsWithoutDataAreIgnored() throws FeedStreamException {
    assertThat(
            read(": hello\nretry: 5\nfoo\nbar: 1\n\nevent: a\nid: e-1\n\nDATA: 1\n\ndata: 2\n\n"))
        .containsExactly(new Event("message", Optional.empty(), "2"));
  }

  @Test
  void byteOrderMarkIsSkippedOnlyAtTheBeginning() throws FeedStreamException {
    assertThat(read("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\ndata: 3\n\n"))
        .extracting(Event::data)
        .containsExactly("1", "3");
  }

  @Test
  void eventIsDeliveredAtTheEmptyLine() throws FeedStreamException {
    assertThat(read("data: 1\n")).isEmpty();
    assertThat(read("data: 1\n\r")).hasSize(1);
  }

  @Test
  void idWithNulIsIgnored() throws FeedStreamException {
    assertThat(read("id: e-\0\ndata: 1\n\n"))
        .containsExactly(new Event("message", Optional.empty(), "1"));
  }

  @Test
  void longestLineIsAccepted() throws FeedStreamException {
    String data = "x".repeat(EventParser.LENGTH_AT_MOST - "data:".length());
    assertThat(read("data:" + data + "\n\n")).extracting(Event::data).containsExactly(data);
  }

  @Test
  void endlessLineIsRefused() {
    String line = "x".repeat(EventParser.LENGTH_AT_MOST + 1);
    assertThatThrownBy(() -> read(line)).isInstanceOf(FeedStreamException.class);
  }

  @Test
  void endlessEventIsRefused() {
    String line = "data:" + "x".repeat(EventParser.LENGTH_AT_MOST / 2) + "\n";
    assertThatThrownBy(() -> read(line + line + line)).isInstanceOf(FeedStreamException.class);
  }

  private static Event event(String type, String id, String data) {
    return new Event(type, Optional.of(id), data);
  }

  private static List<Event> read(String stream) throws FeedStreamException {
    List<Event> events = new ArrayList<>();
    new EventParser(events::add).read(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
    return events;
  }
}
