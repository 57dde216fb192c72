package dev.restauth.bench.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server's interpretation of the bytes of a connection: the answers, in order.
 *
 * @param answers the answers; none if the connection was closed without one
 */
record Verdict(List<Answer> answers) {
  /** The origin in the marker request. The answer to that request allows this origin. */
  static final String MARK = "https://marker.example";

  /**
   * The start of an answer. No body of REST-auth contains it, so the ends of bodies need not be
   * parsed.
   */
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private static final Pattern MARKED =
      Pattern.compile("(?i)\r\naccess-control-allow-origin: " + Pattern.quote(MARK) + "\r\n");

  private static final Pattern LAST = Pattern.compile("(?i)\r\nconnection: close\r\n");

  /**
   * An answer.
   *
   * @param marked whether the answer is for the marker request; if so, the server saw a separate
   *     request there
   * @param last whether the server announced that it closes the connection
   */
  record Answer(int status, boolean marked, boolean last) {
    boolean refuses() {
      return last && status >= 400;
    }

    @Override
    public String toString() {
      return status + (marked ? " mark" : "") + (last ? " close" : "");
    }
  }

  /** A difference between the verdicts of the first server and the second. */
  enum Difference {
    /**
     * The second server accepts a request that the first refuses, keeps a connection open that the
     * first closes, or sees other requests in the same bytes.
     */
    LAXER,
    /**
     * The first server reads bytes as a request, while the second reads them as part of something
     * else, without a refusal.
     */
    SWALLOWS,
    /** The second server refuses a request that the first accepts. */
    STRICTER,
    /** Both servers refuse, with different answers, or one of them without an answer. */
    REFUSAL,
    /** Both servers see the same requests, but answer them differently. */
    ANSWER,
    NONE;

    /**
     * Returns whether a proxy that parses like the first server could see other requests than the
     * second server (request smuggling).
     */
    boolean isDangerous() {
      return this == LAXER || this == SWALLOWS;
    }
  }

  /** Parses all bytes that the server sent, as ISO 8859-1. */
  static Verdict of(String received) {
    List<Answer> answers = new ArrayList<>();
    Matcher statuses = STATUS.matcher(received);
    boolean more = statuses.find();
    while (more) {
      int from = statuses.start();
      // The server answers unknown ids with 400. After several unknown ids, it answers 429 for some
      // time.
      int status = statuses.group(1).equals("429") ? 400 : Integer.parseInt(statuses.group(1));
      more = statuses.find();
      String answer = more ? received.substring(from, statuses.start()) : received.substring(from);
      answers.add(new Answer(status, MARKED.matcher(answer).find(), LAST.matcher(answer).find()));
    }
    return new Verdict(answers);
  }

  /**
   * Returns the verdict with an additional entry for a server that has not closed the connection.
   */
  Verdict andSilence() {
    List<Answer> all = new ArrayList<>(answers);
    all.add(new Answer(0, false, false));
    return new Verdict(all);
  }

  Difference to(Verdict second) {
    for (int i = 0; i < Math.max(answers.size(), second.answers.size()); i++) {
      if (i == second.answers.size()) {
        return endsBefore(i);
      }
      Answer other = second.answers.get(i);
      if (i == answers.size()) {
        return other.refuses() ? Difference.REFUSAL : Difference.LAXER;
      }
      Difference difference = difference(answers.get(i), other);
      if (difference != Difference.NONE) {
        return difference;
      }
    }
    return Difference.NONE;
  }

  /** Returns the difference if only the first server has an answer number {@code i}. */
  private Difference endsBefore(int i) {
    return answers.get(i).refuses() ? Difference.REFUSAL : Difference.SWALLOWS;
  }

  private static Difference difference(Answer first, Answer second) {
    if (first.equals(second)) {
      return Difference.NONE;
    }
    if (first.refuses() && second.refuses()) {
      return Difference.REFUSAL;
    }
    if (second.refuses()) {
      return Difference.STRICTER;
    }
    return first.refuses() || first.marked != second.marked || (first.last && !second.last)
        ? Difference.LAXER
        : Difference.ANSWER;
  }

  @Override
  public String toString() {
    return answers.isEmpty()
        ? "nothing"
        : answers.stream().map(Answer::toString).collect(Collectors.joining(", "));
  }
}
