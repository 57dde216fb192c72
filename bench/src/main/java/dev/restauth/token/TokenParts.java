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

/**
 * The cost of issuing and verifying tokens. The benchmarks create the text of a token anew each
 * time, as the server does for each request.
 */
public class TokenParts {
  private static final int TOKENS = 10_000;

  /** The parts of a server, and tokens that it issued. */
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

    /** Verifies the next token. No verifier gets a token twice. */
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

  /** Tokens with ES256. */
  @State(Scope.Benchmark)
  public static class Es256 extends Made {
    /** Issues all tokens. */
    public Es256() {
      super("es256", false);
    }
  }

  /** Tokens with ES256, and a verifier that has cached them all. */
  @State(Scope.Benchmark)
  public static class Seen extends Made {
    /** Issues and verifies all tokens. */
    public Seen() {
      super("es256", true);
    }
  }

  /** Tokens with Ed25519. */
  @State(Scope.Benchmark)
  public static class Ed25519 extends Made {
    /** Issues all tokens. */
    public Ed25519() {
      super("ed25519", false);
    }
  }

  /** Creates only the text, as the baseline. */
  @Benchmark
  public String textItself(Es256 made) {
    return made.text(0);
  }

  /** Verifies a cached token. */
  @Benchmark
  public Optional<VerifiedToken> seenOne(Seen seen) {
    return seen.verify(0);
  }

  /** Verifies ten thousand cached tokens in turn. */
  @Benchmark
  public Optional<VerifiedToken> seenMany(Seen seen) {
    return seen.verify(seen.next());
  }

  /** Verifies a token that is not cached. */
  @Benchmark
  public Optional<VerifiedToken> unseenEs256(Es256 made) {
    return made.verifyUnseen();
  }

  /** Verifies a token that is not cached. */
  @Benchmark
  public Optional<VerifiedToken> unseenEd25519(Ed25519 made) {
    return made.verifyUnseen();
  }

  /** Issues a token. */
  @Benchmark
  public IssuedToken issueEs256(Es256 made) {
    return made.issue();
  }

  /** Issues a token. */
  @Benchmark
  public IssuedToken issueEd25519(Ed25519 made) {
    return made.issue();
  }
}
