package dev.restauth.outbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A delivery that records its messages, and returns the outcome that a test has set for the
 * recipient.
 */
final class RecordingDelivery implements Delivery {
  static final String KIND = "mail";

  private final List<Try> tries = new CopyOnWriteArrayList<>();
  private final Map<String, Supplier<Outcome>> outcomes = new ConcurrentHashMap<>();

  record Try(String id, String recipient, String body) {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Outcome deliver(String id, String recipient, byte[] body) {
    tries.add(new Try(id, recipient, new String(body, StandardCharsets.UTF_8)));
    return outcomes.getOrDefault(recipient, Outcome.Delivered::new).get();
  }

  /** Sets the outcome of attempts for a recipient from now on. */
  void answer(String recipient, Outcome outcome) {
    outcomes.put(recipient, () -> outcome);
  }

  /** Makes attempts for a recipient return the outcome of a call from now on. */
  void answer(String recipient, Supplier<Outcome> outcome) {
    outcomes.put(recipient, outcome);
  }

  /** Makes attempts for a recipient fail with a fault of the program from now on. */
  void fail(String recipient, Error fault) {
    outcomes.put(
        recipient,
        () -> {
          throw fault;
        });
  }

  /**
   * Makes attempts for these recipients wait until all of them are in progress at the same time.
   */
  void holdUntilAll(List<String> recipients) {
    CyclicBarrier all = new CyclicBarrier(recipients.size());
    recipients.forEach(each -> outcomes.put(each, () -> met(all)));
  }

  private static Outcome met(CyclicBarrier all) {
    try {
      var _ = all.await(20, TimeUnit.SECONDS);
      return new Outcome.Delivered();
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      return new Outcome.Refused("the others were not tried meanwhile");
    }
  }

  List<Try> tries() {
    return List.copyOf(tries);
  }

  int triesFor(String recipient) {
    return (int) tries.stream().filter(each -> each.recipient().equals(recipient)).count();
  }
}
