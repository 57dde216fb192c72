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
  /** The origin in the last request, which its answer allows. */
  static final String MARK = "https://marker.example";

  /** The start of an answer. No body of REST-auth contains it, so the ends of bodies need not be parsed. */
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private static final Pattern MARKED =
      Pattern.compile("(?i)\r\naccess-control-allow-origin: " + Pattern.quote(MARK) + "\r\n");

  private static final Pattern LAST = Pattern.compile("(?i)\r\nconnection: close\r\n");

  /**
   * An answer.
   *
   * @param marked whether it answers the last request, seen as a separate request
   * @param last whether the server announced that it closes
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

  /** The difference of the second server's verdict from the first's. */
  enum Difference {
    /** The second accepts a request that the first refuses, or continues after it, or sees other requests in it. */
    LAXER,
    /** The second reads as something else, without a refusal, what the first sees as a request. */
    SWALLOWS,
    /** The second refuses what the first accepts. */
    STRICTER,
    /** Both refuse with different answers, or one without an answer. */
    REFUSAL,
    /** Both see the same requests, with different answers. */
    ANSWER,
    NONE;

    /** Returns whether a proxy that parses like the first could see other requests than the second (request smuggling). */
    boolean isDangerous() {
      return this == LAXER || this == SWALLOWS;
    }
  }

  /** Parses all that came back, as ISO 8859-1. */
  static Verdict of(String received) {
    List<Answer> answers = new ArrayList<>();
    Matcher statuses = STATUS.matcher(received);
    boolean more = statuses.find();
    while (more) {
      int from = statuses.start();
      // Unknown ids are answered with 400, and after a number of them with 429, until some time
      // has passed.
      int status = statuses.group(1).equals("429") ? 400 : Integer.parseInt(statuses.group(1));
      more = statuses.find();
      String answer = more ? received.substring(from, statuses.start()) : received.substring(from);
      answers.add(new Answer(status, MARKED.matcher(answer).find(), LAST.matcher(answer).find()));
    }
    return new Verdict(answers);
  }

  /** Returns the verdict with an extra entry: the server has not closed the connection. */
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

  /** Says whether the first has an answer at this place and the second has none. */
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
