package dev.restauth.token;

import dev.restauth.Workbench;
import dev.restauth.token.TokenIssuer.IssuedToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Issuing and verifying tokens. The text of a token is made anew each time, as for a request. */
public class TokenParts {
  private static final int TOKENS = 10_000;

  /** What a server is made of, and tokens that it issued. */
  public abstract static class Made {
    private final Workbench workbench;
    private final TokenIssuer issuer;
    private final byte[][] tokens;
    private TokenVerifier verifier;
    private int last;

    Made(String algorithm, boolean seen) {
      try {
        workbench = new Workbench(algorithm);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      issuer = workbench.issuer();
      verifier = workbench.verifier();
      tokens =
          IntStream.range(0, TOKENS)
              .mapToObj(_ -> issue().token().getBytes(StandardCharsets.ISO_8859_1))
              .toArray(byte[][]::new);
      for (int i = 0; seen && i < TOKENS; i++) {
        var _ = verify(i).orElseThrow();
      }
    }

    IssuedToken issue() {
      return issuer.issue(workbench.session());
    }

    String text(int index) {
      return new String(tokens[index], StandardCharsets.ISO_8859_1);
    }

    int next() {
      last = (last + 1) % TOKENS;
      return last;
    }

    Optional<VerifiedToken> verify(int index) {
      return verifier.verify(text(index));
    }

    /** All in turn, by verifiers of which each sees each once. */
    Optional<VerifiedToken> verifyUnseen() {
      int index = next();
      if (index == 0) {
        verifier = workbench.verifier();
      }
      return verify(index);
    }

    /** Removes the database. */
    @TearDown
    public void close() {
      workbench.close();
    }
  }

  /** With ES256. */
  @State(Scope.Benchmark)
  public static class Es256 extends Made {
    /** Issues them all. */
    public Es256() {
      super("es256", false);
    }
  }

  /** With ES256, and a verifier that has seen them all. */
  @State(Scope.Benchmark)
  public static class Seen extends Made {
    /** Issues and verifies them all. */
    public Seen() {
      super("es256", true);
    }
  }

  /** With Ed25519. */
  @State(Scope.Benchmark)
  public static class Ed25519 extends Made {
    /** Issues them all. */
    public Ed25519() {
      super("ed25519", false);
    }
  }

  /** What the others make anew, for itself. */
  @Benchmark
  public String textItself(Es256 made) {
    return made.text(0);
  }

  /** A token that was seen before. */
  @Benchmark
  public Optional<VerifiedToken> seenOne(Seen seen) {
    return seen.verify(0);
  }

  /** Ten thousand that were seen before, in turn. */
  @Benchmark
  public Optional<VerifiedToken> seenMany(Seen seen) {
    return seen.verify(seen.next());
  }

  /** The first sight of a token. */
  @Benchmark
  public Optional<VerifiedToken> unseenEs256(Es256 made) {
    return made.verifyUnseen();
  }

  /** The first sight of a token. */
  @Benchmark
  public Optional<VerifiedToken> unseenEd25519(Ed25519 made) {
    return made.verifyUnseen();
  }

  /** A new token. */
  @Benchmark
  public IssuedToken issueEs256(Es256 made) {
    return made.issue();
  }

  /** A new token. */
  @Benchmark
  public IssuedToken issueEd25519(Ed25519 made) {
    return made.issue();
  }
}
