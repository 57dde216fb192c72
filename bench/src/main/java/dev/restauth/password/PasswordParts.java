package dev.restauth.password;

import dev.restauth.password.HashRequest.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The overhead of the hasher: the salt, the queue, and the switch to a hashing thread and back. The
 * hashes have the lowest cost of Argon2, so that the overhead is visible.
 */
@State(Scope.Benchmark)
public class PasswordParts {
  private static final Argon2Parameters CHEAPEST = new Argon2Parameters(8, 1, 1);
  private static final int TAG_BYTES = 32;
  private static final String PASSWORD = "correct horse battery staple";
  private static final HashRequest SOMEBODY = new HashRequest(Priority.OTHER, "", () -> false);

  private final Argon2 argon2 = Argon2.load();
  private final byte[] password = PASSWORD.getBytes(StandardCharsets.UTF_8);
  private final byte[] salt = new byte[16];
  private final PasswordHasher hasher =
      new PasswordHasher(
          argon2,
          CHEAPEST,
          1,
          Duration.ofSeconds(1),
          name -> {
            throw new IllegalArgumentException(name);
          });
  private final Optional<PasswordHash> stored = Optional.of(hashed());

  private PasswordHash hashed() {
    if (hasher.hash(PASSWORD, SOMEBODY) instanceof HashOutcome.Hashed(PasswordHash hash)) {
      return hash;
    }
    throw new IllegalStateException("busy");
  }

  /** Hashes with only the library. */
  @Benchmark
  public byte[] bareHash() {
    return argon2.hash(password, salt, CHEAPEST, TAG_BYTES);
  }

  /** Hashes a new password. */
  @Benchmark
  public HashOutcome newHash() {
    return hasher.hash(PASSWORD, SOMEBODY);
  }

  /** Checks the password of a log-in. */
  @Benchmark
  public VerifyOutcome check() {
    return hasher.verify(PASSWORD, stored, Optional.empty(), SOMEBODY);
  }

  /** Stops the hashing threads. */
  @TearDown
  public void close() {
    hasher.close();
  }
}
