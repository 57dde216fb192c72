package dev.restauth.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Loading;
import dev.restauth.outbound.CallKind;
import dev.restauth.outbound.OutboundException;
import dev.restauth.outbound.OutboundFeature;
import dev.restauth.span.Span;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits on recorded spans, and on spans that wait to be sent. */
class TraceQueueTest {
  private final List<Recording> ended = new ArrayList<>();
  private final SampledSpans spans = new SampledSpans(1, InstantSource.system(), ended::add);

  private Recording recorded(int children) {
    try (Span root = spans.task(Span.Kind.INTERNAL, "root")) {
      root.during(
          () -> {
            for (int i = 0; i < children; i++) {
              Span.begin(Span.Kind.INTERNAL, "child").close();
            }
            return true;
          });
    }
    return ended.removeLast();
  }

  @Test
  void dropsSpansBeyondItsLimit() throws InterruptedException {
    TraceQueue queue = new TraceQueue();
    Recording trace = recorded(7);
    for (int i = 0; i < TraceQueue.SPANS_AT_MOST / trace.size(); i++) {
      assertThat(queue.add(trace)).isTrue();
    }
    assertThat(queue.add(recorded(0))).isFalse();
    assertThat(queue.take()).hasSize(64);
    assertThat(queue.add(recorded(0))).isTrue();
    queue.close();
    assertThat(queue.add(recorded(0))).isFalse();
    int taken = 0;
    for (List<Recording> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
      taken += batch.size();
    }
    assertThat(taken).isEqualTo(TraceQueue.SPANS_AT_MOST / 8 - 64 + 1);
  }

  @Test
  void aTraceHasALimitOfSpans() {
    Recording trace = recorded(100);
    assertThat(trace.spans()).last().matches(RecordedSpan::isRoot);
    assertThat(trace.size()).isEqualTo(65);
    assertThat(trace.omitted()).isEqualTo(36);
  }

  @Test
  void nothingIsRecordedOutsideOfASpan() {
    assertThat(Span.begin(Span.Kind.INTERNAL, "child")).isSameAs(Span.none());
    SampledSpans never = new SampledSpans(0, InstantSource.system(), ended::add);
    try (Span task = never.task(Span.Kind.INTERNAL, "task")) {
      boolean unrecorded =
          task.during(() -> Span.begin(Span.Kind.INTERNAL, "child").equals(Span.none()));
      assertThat(unrecorded).isTrue();
    }
    assertThat(never.samples(Optional.empty())).isFalse();
    assertThat(ended).isEmpty();
  }

  @Test
  void aCallToAnotherServerHasASpanWithoutItsAddress(@TempDir Path folder) {
    try (OutboundFeature outbound =
            new OutboundFeature(new Loading(folder).config(), Set.of(CallKind.JWKS_URI));
        Span task = spans.task(Span.Kind.INTERNAL, "task")) {
      boolean refused =
          task.during(
              () -> {
                try {
                  var _ =
                      outbound
                          .client()
                          .get(
                              CallKind.JWKS_URI,
                              URI.create("https://127.0.0.1/keys"),
                              Set.of(),
                              10);
                  return false;
                } catch (OutboundException e) {
                  return true;
                }
              });
      assertThat(refused).isTrue();
    }
    RecordedSpan call = ended.getLast().spans().getFirst();
    assertThat(call.name()).isEqualTo("call another server");
    assertThat(call.kind()).isEqualTo(Span.Kind.CLIENT);
    assertThat(call.attributes())
        .containsOnlyKeys("http.request.method", "error.type")
        .containsEntry("error.type", "refused_address");
  }
}
