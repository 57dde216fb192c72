package dev.restauth.config;

/** Which new passwords are accepted. What each means belongs to the password package. */
public enum PasswordPolicyName {
  /** What the original accepted: anything that is not empty. */
  COMPAT,
  /** NIST SP 800-63B-4 for a password that is the only factor: at least 15 characters. */
  NIST
}
