package dev.restauth.work;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.HttpCalls;
import java.math.BigInteger;

/** Solutions of challenges, computed as clients compute them. */
public final class SolvedWork {
  private SolvedWork() {}

  /** Returns the header with a new challenge of a server and its solution. */
  public static String header(HttpCalls calls) {
    JsonNode challenge = calls.get("/api/sign-up-work").json();
    return "Sign-Up-Work: "
        + of(challenge.get("challenge").asText(), challenge.get("difficulty").asInt());
  }

  /** Returns a challenge with the lowest number that solves it. */
  public static String of(String challenge, int bits) {
    return of(challenge, bits, true);
  }

  /** Returns a challenge with the lowest number that does not solve it. */
  public static String wrong(String challenge, int bits) {
    return of(challenge, bits, false);
  }

  private static String of(String challenge, int bits, boolean rightly) {
    for (long number = 0; ; number++) {
      String solution = challenge + ":" + number;
      int zeros = 256 - new BigInteger(1, Sha256.of(solution)).bitLength();
      if (zeros >= bits == rightly) {
        return solution;
      }
    }
  }
}
