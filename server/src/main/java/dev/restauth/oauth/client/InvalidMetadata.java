package dev.restauth.oauth.client;

/**
 * Signals that client metadata violates a rule. The message is for the administrator or operator
 * who sent the metadata.
 */
public final class InvalidMetadata extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String member;
  private final String rule;

  /**
   * Creates an exception.
   *
   * @param member the name of the member
   * @param rule the rule, worded as the end of a sentence that begins with the member's name. It
   *     does not quote the given value
   */
  InvalidMetadata(String member, String rule) {
    super(member + " " + rule, null, false, false);
    this.member = member;
    this.rule = rule;
  }

  /** Returns the name of the member. */
  public String member() {
    return member;
  }

  /** Returns the rule, worded as the end of a sentence that begins with the member's name. */
  public String rule() {
    return rule;
  }
}
