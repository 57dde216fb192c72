package dev.restauth.bench.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a server made of the bytes of a connection: the answers, in their order.
 *
 * @param answers none for what was closed without a word
 */
record Verdict(List<Answer> answers) {
  /** The origin that the request at the end names, and its answer allows. */
  static final String MARK = "https://marker.example";

  /** No body of ours has such a thing, so that one need not know where a body ends. */
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private static final Pattern MARKED =
      Pattern.compile("(?i)\r\naccess-control-allow-origin: " + Pattern.quote(MARK) + "\r\n");

  private static final Pattern LAST = Pattern.compile("(?i)\r\nconnection: close\r\n");

  /**
   * One answer.
   *
   * @param marked it answers the request at the end, seen as a request of its own
   * @param last the server said that it closes
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

  /** How the second server's verdict differs from the first's. */
  enum Difference {
    /** The second takes for a request what the first refuses, or goes on behind it, or sees other requests in it. */
    LAXER,
    /** The second takes for something else, without a refusal, what the first sees as a request. */
    SWALLOWS,
    /** The second refuses what the first takes. */
    STRICTER,
    /** Both refuse, with other words; or one says nothing. */
    REFUSAL,
    /** The same requests are seen, and answered otherwise. */
    ANSWER,
    NONE;

    /** Whether somebody in front of the two could be made to see other requests than the second. */
    boolean isDangerous() {
      return this == LAXER || this == SWALLOWS;
    }
  }

  /** Of all that came back, in ISO 8859-1. */
  static Verdict of(String received) {
    List<Answer> answers = new ArrayList<>();
    Matcher statuses = STATUS.matcher(received);
    boolean more = statuses.find();
    while (more) {
      int from = statuses.start();
      // Unknown ids are answered with 400, and from a certain number on with 429, until some time
      // has passed.
      int status = statuses.group(1).equals("429") ? 400 : Integer.parseInt(statuses.group(1));
      more = statuses.find();
      String answer = more ? received.substring(from, statuses.start()) : received.substring(from);
      answers.add(new Answer(status, MARKED.matcher(answer).find(), LAST.matcher(answer).find()));
    }
    return new Verdict(answers);
  }

  /** It did not end, either. */
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

  /** The first has an answer there, and the second none. */
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
