package dev.restauth.bench.fuzz;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Random changes of requests, which are ISO 8859-1. */
final class Mutations {
  private static final List<Mutation> ALL =
      List.of(
          Mutations::flip,
          Mutations::delete,
          Mutations::duplicate,
          Mutations::insert,
          Mutations::insert,
          Mutations::lineEnd,
          Mutations::lineEnd,
          Mutations::number,
          Mutations::number,
          Mutations::nameCase,
          Mutations::field,
          Mutations::field,
          Mutations::field,
          Mutations::line,
          Mutations::requestLine,
          Mutations::requestLine,
          Mutations::chunks,
          Mutations::chunks);

  private static final Pattern LINE_END = Pattern.compile("\r\n");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern NAME = Pattern.compile("\n([A-Za-z-]+):");
  private static final Pattern LINE = Pattern.compile("\n[^\n]+\r\n");
  private static final Pattern REQUEST_LINE = Pattern.compile("^([^ ]*) ([^\r\n]*) (HTTP[^\r\n]*)");

  private static final List<String> INSERTED =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\r\n\r\n",
          "\t",
          " ",
          "  ",
          "\0",
          "\u000b",
          "\f",
          "\u0001",
          "\u007f",
          "\u0080",
          "\u00a0",
          "\u00e9",
          "\u00ff",
          ":",
          ",",
          ";",
          "\"",
          "%00",
          "%zz",
          "\\",
          "#",
          "?");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "00",
          "-1",
          "+1",
          "0x1",
          "1e1",
          " 1",
          "1 ",
          "1\t",
          "1,1",
          "1, 2",
          "65536",
          "65537",
          "2147483648",
          "4294967296",
          "4294967297",
          "9223372036854775808",
          "18446744073709551616",
          "18446744073709551617",
          "00000000000000000000000000000001",
          "",
          "a",
          "\u00b2");

  private static final List<String> FIELDS =
      List.of(
          "Content-Length: 0",
          "Content-Length: 5",
          "Content-Length: 5, 5",
          "Content-Length: 5,6",
          "Content-Length: +5",
          "Content-Length: 5\u000b",
          "Content-Length : 5",
          "Content-Length:5",
          "content-length:\t5\t",
          "Content-Length:",
          " Content-Length: 5",
          "Content_Length: 5",
          "Content-Length: 5\r\nContent-Length: 5",
          "Content-Length: 0x5",
          "Content-Length\0: 5",
          "Transfer-Encoding: chunked",
          "transfer-encoding:chunked",
          "Transfer-Encoding: CHUNKED",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, gzip",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding:\tchunked",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding: x",
          "Transfer-Encoding: chunked;q=1",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding:",
          "Transfer-Encoding: ,chunked",
          "Transfer-Encoding: chunked,",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked\u000b",
          "Transfer-Encoding: \u000bchunked",
          "X: y\r\n chunked",
          "Transfer-Encoding:\r\n chunked",
          "X: y\r\n Transfer-Encoding: chunked",
          "X: y\n\tz: 1",
          "X: y\rTransfer-Encoding: chunked",
          "X: y\nTransfer-Encoding: chunked",
          "X\r\n: y",
          "Connection: close",
          "Connection: keep-alive",
          "Connection: keep-alive, close",
          "Connection: Transfer-Encoding",
          "Connection: upgrade",
          "Upgrade: h2c",
          "Host: other",
          "Host:",
          "Host: a b",
          "Expect: 100-continue",
          "Expect: 200-ok",
          "TE: chunked",
          ": empty",
          "Trailer: Content-Length",
          "Content-Encoding: gzip",
          "no colon",
          "x y: 1",
          "X\t: y",
          "X: \0");

  private static final List<String> METHODS =
      List.of("POST", "GET", "HEAD", "PUT", "OPTIONS", "get", "CONNECT", "TRACE", "", "G T", "PRI");

  private static final List<String> TARGETS =
      List.of(
          "/health",
          "*",
          "",
          "/",
          "http://localhost/health",
          "http://other/health",
          "localhost:80",
          "//health",
          "/health?a b",
          "/health\t",
          "/health#a",
          "/api/users",
          "/\u00e9",
          "/%2e%2e/health",
          "health",
          "/health HTTP/1.1",
          "/he\0alth");

  private static final List<String> VERSIONS =
      List.of(
          "HTTP/1.1",
          "HTTP/1.0",
          "HTTP/0.9",
          "HTTP/1.2",
          "HTTP/2.0",
          "HTTP/9.9",
          "HTTP/11.1",
          "http/1.1",
          "HTTP/1.1 ",
          "HTTP/1.1x",
          "HTTP/1",
          "HTTP/01.1",
          "HTTP /1.1",
          "HTTP/1.1\t",
          "");

  private static final List<String> SPACES =
      List.of(" ", " ", " ", "  ", "\t", " \t", "\u000b", "\r", "");

  private static final List<String> CODINGS =
      List.of(
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: chunked",
          "transfer-encoding: Chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Content-Length: 5\r\nTransfer-Encoding: chunked");

  private static final List<String> SIZES =
      List.of(
          "5",
          "5",
          "5",
          "05",
          "0005",
          "0x5",
          "5 ",
          " 5",
          "\t5",
          "5\t",
          "+5",
          "-5",
          "5;a=b",
          "5;a",
          "5; a = \"b\"",
          "5;a=\"\r\n\"",
          "5 ;a",
          "5;",
          "5;\0",
          "5\0",
          "5\u000b",
          "5,5",
          "5\r",
          "4",
          "6",
          "F0000000000000005",
          "100000005",
          "10000000000000005",
          "00000000000000000000005",
          "5h",
          "");

  private static final List<String> ENDS =
      List.of("\r\n", "\r\n", "\r\n", "\n", "\r", "", "\r\n ", " \r\n");

  private static final List<String> LASTS =
      List.of("0", "0", "0", "00", "0;a", "0 ", "000000000000000000000", "-0", "0x0", "", "1");

  private static final List<String> TRAILERS =
      List.of(
          "",
          "",
          "X: y\r\n",
          "X : y\r\n",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          " x: y\r\n",
          "no colon\r\n",
          "X: y\n",
          ": y\r\n",
          "X: \0\r\n");

  private interface Mutation {
    String of(String request, Random random);
  }

  private Mutations() {}

  /** Applies random changes, usually one and at most four. */
  static String of(String request, Random random) {
    String changed = request;
    for (int i = 1 + Math.min(random.nextInt(4), Math.min(random.nextInt(4), random.nextInt(4)));
        i > 0;
        i--) {
      changed = one(ALL, random).of(changed, random);
    }
    return changed;
  }

  /** Joins the beginning of one request and the end of another. */
  static String splice(String one, String other, Random random) {
    return one.substring(0, at(one, random)) + other.substring(at(other, random));
  }

  private static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static int at(String text, Random random) {
    return random.nextInt(text.length() + 1);
  }

  private static String replaced(String text, int from, int to, String by) {
    return text.substring(0, from) + by + text.substring(to);
  }

  /**
   * Replaces one match of the pattern by a text. If the pattern has a group, replaces only the
   * match of the group.
   */
  private static String change(String text, Pattern pattern, Random random, String by) {
    List<MatchResult> found = pattern.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text;
    }
    MatchResult chosen = one(found, random);
    int group = chosen.groupCount();
    return replaced(text, chosen.start(group), chosen.end(group), by);
  }

  private static String flip(String text, Random random) {
    if (text.isEmpty()) {
      return text;
    }
    int at = random.nextInt(text.length());
    String flipped = Character.toString(text.charAt(at) ^ (1 << random.nextInt(8)));
    return replaced(text, at, at + 1, flipped);
  }

  private static String delete(String text, Random random) {
    int from = at(text, random);
    return replaced(text, from, Math.min(text.length(), from + 1 + random.nextInt(8)), "");
  }

  private static String duplicate(String text, Random random) {
    int from = at(text, random);
    int to = Math.min(text.length(), from + 1 + random.nextInt(32));
    return replaced(text, to, to, text.substring(from, to));
  }

  private static String insert(String text, Random random) {
    int at = at(text, random);
    if (random.nextBoolean()) { // in half of the cases, next to a separator of words
      Matcher border = Pattern.compile("[ :,;\r\n]").matcher(text);
      at = border.find(at) ? border.start() + random.nextInt(2) : at;
    }
    return replaced(text, at, at, one(INSERTED, random));
  }

  private static String lineEnd(String text, Random random) {
    return change(
        text, LINE_END, random, one(List.of("\n", "\r", "\r\r\n", "\n\r", "", "\r\n\n"), random));
  }

  private static String number(String text, Random random) {
    return change(text, NUMBER, random, one(NUMBERS, random));
  }

  private static String nameCase(String text, Random random) {
    List<MatchResult> found = NAME.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text;
    }
    MatchResult name = one(found, random);
    String upper = name.group(1).toUpperCase(Locale.ROOT);
    return replaced(
        text,
        name.start(1),
        name.end(1),
        random.nextBoolean() ? upper : upper.toLowerCase(Locale.ROOT));
  }

  private static String field(String text, Random random) {
    return change(text, LINE_END, random, "\r\n" + one(FIELDS, random) + "\r\n");
  }

  private static String line(String text, Random random) {
    List<MatchResult> found = LINE.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text;
    }
    MatchResult line = one(found, random);
    String those = line.group().substring(1);
    return replaced(text, line.start() + 1, line.end(), random.nextBoolean() ? "" : those + those);
  }

  private static String requestLine(String text, Random random) {
    Matcher line = REQUEST_LINE.matcher(text);
    if (!line.find()) {
      return text;
    }
    int part = random.nextInt(5);
    String changed =
        (part == 0 ? one(METHODS, random) : line.group(1))
            + (part == 1 ? one(SPACES, random) : " ")
            + (part == 2 ? one(TARGETS, random) : line.group(2))
            + (part == 3 ? one(SPACES, random) : " ")
            + (part == 4 ? one(VERSIONS, random) : line.group(3));
    return replaced(text, line.start(), line.end(), changed);
  }

  /** Replaces the request by one with a chunked body, which is usually valid. */
  private static String chunks(String text, Random random) {
    StringBuilder request = new StringBuilder("POST /api/users HTTP/1.1\r\nHost: localhost\r\n");
    request
        .append("Content-Type: application/json\r\n")
        .append(one(CODINGS, random))
        .append("\r\n\r\n");
    int odd = random.nextInt(4);
    for (int i = random.nextInt(3); i >= 0; i--) {
      request
          .append(odd == 0 ? one(SIZES, random) : "5")
          .append(odd == 1 ? one(ENDS, random) : "\r\n");
      request.append("{   }").append(odd == 1 ? one(ENDS, random) : "\r\n");
    }
    request.append(odd == 2 ? one(LASTS, random) : "0").append("\r\n");
    request
        .append(odd == 3 ? one(TRAILERS, random) : "")
        .append(random.nextInt(8) == 0 ? one(ENDS, random) : "\r\n");
    return request.toString();
  }
}
