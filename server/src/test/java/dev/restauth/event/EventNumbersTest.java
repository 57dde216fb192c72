package dev.restauth.event;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply.Done;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event numbers. A reader that continues after the last number that it has read misses no event.
 */
class EventNumbersTest {
  private static final int WRITERS = 50;

  /** The time between two readings if there was nothing to read. */
  private static final long PAUSE_NANOS = 5_000_000;

  @TempDir Path folder;

  /**
   * Writes events on one node in transactions of different lengths, and rolls some of them back.
   */
  private static void write(TestServer node, int writer, int each, Set<String> committed) {
    StoredEvents events =
        new StoredEvents(
            node.store(),
            EventLog.ofIdsAlone(InstantSource.system()),
            new EventSums(InstantSource.system()),
            new EventAllowance(InstantSource.system()),
            () -> {});
    for (int i = 0; i < each; i++) {
      String session = writer + "-" + i;
      boolean fails = i % 10 == 9;
      try {
        node.store()
            .inTransaction(
                tx -> {
                  events.record(
                      tx, SecurityEvent.of(EventType.USER_LOGGED_IN).about(1).session(session));
                  LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000));
                  if (fails) {
                    throw new IllegalStateException("rolled back");
                  }
                  return true;
                });
        committed.add(session);
      } catch (IllegalStateException | StoreUnavailableException e) {
        // stores no event
      }
    }
  }

  /**
   * Reads events by number while other threads write. Returns the sessions in the order of reading.
   */
  private static List<String> follow(EventCalls events, AtomicBoolean done) {
    List<String> read = new ArrayList<>();
    long last = 0;
    boolean more = true;
    while (more) {
      boolean finished = done.get();
      List<JsonNode> page = new ArrayList<>();
      events.get("?limit=200&after=" + last).json().get("events").forEach(page::add);
      for (JsonNode event : page) {
        assertThat(event.get("number").asLong()).isEqualTo(last + 1);
        last++;
        if (event.has("session")) {
          read.add(event.get("session").asText());
        }
      }
      more = !page.isEmpty() || !finished;
      if (page.isEmpty() && more) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return read;
  }

  @Test
  void readersOfTwoNodesMissNothingWhileFiftyWriters() throws Exception {
    readersMissNothing(20);
  }

  @Tag("long")
  @Test
  void readersOfTwoNodesMissNothingWhileFiftyWritersWriteMore() throws Exception {
    readersMissNothing(40); // each writer may store 60 events of an account in a minute
  }

  /** Reads on two nodes while each writer performs a number of transactions. */
  private void readersMissNothing(int each) throws Exception {
    Map<String, String> settings =
        new HashMap<>(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    settings.put("database-connections", "16");
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      EventCalls atOne = new EventCalls(one, key(settings));
      EventCalls atOther = new EventCalls(other, atOne.key());
      eventually("the other knows the key", () -> atOther.get("").status() == 200);
      Set<String> committed = ConcurrentHashMap.newKeySet();
      AtomicBoolean done = new AtomicBoolean();
      var first = threads.submit(() -> follow(atOne, done));
      var second = threads.submit(() -> follow(atOther, done));
      try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          writers.execute(() -> write(writer % 2 == 0 ? one : other, writer, each, committed));
        }
      }
      atOne.awaitNumbered();
      done.set(true);
      assertThat(committed).hasSizeGreaterThan(WRITERS * each / 2);
      assertThat(new HashSet<>(first.get())).isEqualTo(committed);
      assertThat(first.get()).doesNotHaveDuplicates().isEqualTo(second.get());
    }
  }

  private String key(Map<String, String> settings) {
    Done done =
        (Done)
            TestServer.operate(
                folder,
                settings,
                "service-key.create",
                Map.of("name", "auditor", "scope", "events:read"));
    return String.valueOf(done.facts().values().get("key"));
  }

  /** The next start of a server numbers the events of commands that ran without a server. */
  @Test
  void startNumbersTheEventsOfCommands() {
    TestServer.operate(folder, "user.create", Map.of("username", "susan", "password", "python"));
    String key = TestServer.serviceKey(folder, "auditor", "events:read");
    try (TestServer server = TestServer.start(folder)) {
      EventCalls events = new EventCalls(server, key);
      assertThat(EventCalls.types(events.all())).contains("user.created", "service_key.created");
    }
  }

  @Test
  void restoreRaisesNumbersEachTime() {
    SetClock clock = new SetClock();
    String backup = folder.resolve("backup.sqlite").toString();
    String key;
    long before;
    try (TestServer server = TestServer.start(folder, clock, Map.of())) {
      key = server.serviceKey("auditor", "events:read");
      server.calls().register("susan", "python");
      before = last(new EventCalls(server, key));
      server.operate("backup", Map.of("file", backup));
      server.calls().register("lost", "python");
      assertThat(last(new EventCalls(server, key))).isGreaterThan(before);
    }
    Set<Long> given = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      TestServer.operate(folder, "restore", Map.of("file", backup, "force", "true"));
      TestServer.operate(folder, "service-key.enable", Map.of("name", "auditor"));
      try (TestServer server = TestServer.start(folder, clock, Map.of())) {
        EventCalls events = new EventCalls(server, key);
        server.calls().register("miguel", "python");
        events.awaitNumbered();
        List<Long> numbers =
            events.events("?limit=200").stream()
                .map(event -> event.get("number").asLong())
                .filter(number -> number > before)
                .toList();
        assertThat(numbers).isNotEmpty().allMatch(number -> number > 10_000_000);
        assertThat(LongStream.rangeClosed(1, before).boxed().toList())
            .doesNotContainAnyElementsOf(numbers);
        numbers.forEach(number -> assertThat(given.add(number)).isTrue());
        assertThat(Optional.of(last(events))).hasValue(numbers.getLast());
      }
    }
  }

  private static long last(EventCalls events) {
    events.awaitNumbered();
    return Long.parseLong(events.get("").header("last-event-number").orElseThrow());
  }
}
