package dev.restauth.config;

/**
 * Which passwords are accepted and what hashing them may cost.
 *
 * @param policy for new passwords
 * @param hashingThreads 1 to 64
 * @param hashingQueue 1 to 100,000 waiting hashes
 * @param argon2MemoryKib 7,168 to 1,048,576 KiB
 * @param argon2Iterations 1 to 64
 * @param argon2Parallelism 1 to 16
 */
public record Passwords(
    PasswordPolicyName policy,
    int hashingThreads,
    int hashingQueue,
    int argon2MemoryKib,
    int argon2Iterations,
    int argon2Parallelism) {
  /** Throws IllegalArgumentException for a number outside its range. */
  public Passwords {
    Setting.HASHING_THREADS.checked(hashingThreads);
    Setting.HASHING_QUEUE.checked(hashingQueue);
    Setting.ARGON2_MEMORY.checked(argon2MemoryKib);
    Setting.ARGON2_ITERATIONS.checked(argon2Iterations);
    Setting.ARGON2_PARALLELISM.checked(argon2Parallelism);
  }
}
