package dev.restauth.token;

import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where each key stands at one moment. A key is published when it is made. It signs from its time on
 * until that of the next one; then it is kept until the last token that it signed has expired.
 *
 * @param rows all keys, in the order in which they sign
 */
record KeyTimes(List<SigningKeyRow> rows, Instant now) {
  /** Twice as long as who verifies may keep a key set, see {@link JwksRoutes}. */
  static final Duration PUBLISHED_AHEAD = Duration.ofMinutes(10);

  /** By how much the clocks of those who sign and those who verify may differ. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  /** What a key is there for. */
  enum State {
    /** It will sign. */
    PUBLISHED,
    SIGNING,
    /** It has signed, and tokens that it signed may still count. */
    RETIRING
  }

  /**
   * A key.
   *
   * @param since when this state began
   * @param until when it ends, as far as that is known
   */
  record Standing(SigningKeyRow row, State state, Instant since, Optional<Instant> until) {}

  /** All keys. */
  List<Standing> standings() {
    return IntStream.range(0, rows.size()).mapToObj(this::standing).toList();
  }

  private Standing standing(int index) {
    SigningKeyRow row = rows.get(index);
    int signing = signingIndex();
    Optional<Instant> next =
        index + 1 < rows.size() ? Optional.of(rows.get(index + 1).signsFrom()) : Optional.empty();
    if (index > signing) {
      return new Standing(row, State.PUBLISHED, row.createdAt(), Optional.of(row.signsFrom()));
    }
    return index == signing
        ? new Standing(row, State.SIGNING, row.signsFrom(), next)
        : new Standing(
            row, State.RETIRING, next.orElseThrow(), next.map(turn -> lastTokenEnds(row, turn)));
  }

  private static Instant lastTokenEnds(SigningKeyRow row, Instant nextSigns) {
    return nextSigns.plusSeconds(SigningKey.longestToken(row)).plus(CLOCK_STEP);
  }

  /** The last whose turn has come. Where a clock was set back, the first. */
  private int signingIndex() {
    return IntStream.range(0, rows.size())
        .filter(index -> !rows.get(index).signsFrom().isAfter(now))
        .max()
        .orElse(0);
  }

  /** Whether that is the key that signs. */
  boolean isSigning(String kid) {
    return !rows.isEmpty() && rows.get(signingIndex()).kid().equals(kid);
  }

  /** The last to sign of all; empty where there is no key. */
  Optional<SigningKeyRow> newest() {
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast());
  }

  /** Those that are published and do not sign yet. */
  List<SigningKeyRow> waiting() {
    return rows.isEmpty() ? List.of() : rows.subList(signingIndex() + 1, rows.size());
  }

  /** From when on a key would sign that is made now: at once if there is no other. */
  Instant soonest() {
    return rows.isEmpty() ? now : now.plus(PUBLISHED_AHEAD);
  }

  /** Whether it is time to make the next key. */
  boolean nextIsDue(Duration rotation) {
    return newest()
        .map(newest -> newest.signsFrom().plus(rotation))
        .filter(turn -> turn.isAfter(soonest()))
        .isEmpty();
  }

  /** Those whose last token has expired. */
  List<SigningKeyRow> gone() {
    return standings().stream()
        .filter(each -> each.state() == State.RETIRING)
        .filter(each -> each.until().filter(until -> !until.isAfter(now)).isPresent())
        .map(Standing::row)
        .toList();
  }
}
