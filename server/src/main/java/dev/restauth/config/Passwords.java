package dev.restauth.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which passwords are accepted and what hashing them may cost.
 *
 * @param policy for new passwords
 * @param blocklist a file of passwords that are refused; empty for the list in the program
 * @param hashingThreads 1 to 64
 * @param hashingWait 1 s to 1 min until a hash is begun
 * @param verifiedPasswordDuration up to 1 h for which a verified password is not hashed again
 * @param accountFailures 1 to 1,000,000 that cost nothing
 * @param addressFailures 1 to 1,000,000 at once
 * @param argon2MemoryKib 7,168 to 1,048,576 KiB
 * @param argon2Iterations 1 to 64
 * @param argon2Parallelism 1 to 16
 */
public record Passwords(
    PasswordPolicyName policy,
    Optional<Path> blocklist,
    int hashingThreads,
    Duration hashingWait,
    Duration verifiedPasswordDuration,
    int accountFailures,
    int addressFailures,
    int argon2MemoryKib,
    int argon2Iterations,
    int argon2Parallelism) {
  /** Throws IllegalArgumentException for a number outside its range. */
  public Passwords {
    Setting.HASHING_THREADS.checked(hashingThreads);
    Setting.HASHING_WAIT.checked(hashingWait);
    Setting.VERIFIED_PASSWORD_DURATION.checked(verifiedPasswordDuration);
    Setting.ACCOUNT_FAILURES.checked(accountFailures);
    Setting.ADDRESS_FAILURES.checked(addressFailures);
    Setting.ARGON2_MEMORY.checked(argon2MemoryKib);
    Setting.ARGON2_ITERATIONS.checked(argon2Iterations);
    Setting.ARGON2_PARALLELISM.checked(argon2Parallelism);
  }
}
