package dev.restauth.mail;

/**
 * A client that requests a mail, as the rate limits see it.
 *
 * @param network the client's network, as text
 * @param standing the trust in the client, which selects the limit for the e-mail address
 * @param byAddress whether the client sent an e-mail address, and not a user name. User names
 *     have a separate limit, so that the limit does not show which address belongs to a user name
 * @param perHour the maximum number of mails per hour that the network may request
 */
public record MailRequester(String network, Standing standing, boolean byAddress, long perHour) {
  /** The maximum number of invitation mails per hour from the users of one network. */
  private static final int INVITERS_PER_HOUR = 60;

  /**
   * The trust in a client. An address has a separate limit for each level of trust, so that a
   * stranger cannot use up the owner's limit.
   */
  enum Standing {
    /** The client has proved nothing. */
    STRANGER(""),

    /** The account was used before from the client's network. */
    KNOWN(" known"),

    /** The client has presented the password of the account. */
    PROVED(" proved");

    private final String suffix;

    Standing(String suffix) {
      this.suffix = suffix;
    }

    String of(String address) {
      return address + suffix;
    }
  }

  /** Creates the description of a client that sent the e-mail address. */
  public MailRequester(String network, boolean known) {
    this(network, known, true);
  }

  /** Creates the description of a client with the usual limit. */
  public MailRequester(String network, boolean known, boolean byAddress) {
    this(network, known ? Standing.KNOWN : Standing.STRANGER, byAddress, Mailer.NETWORK_PER_HOUR);
  }

  /** Returns the description of a client that has presented the account's password. */
  public static MailRequester proved(String network) {
    return new MailRequester(network, Standing.PROVED, true, Mailer.NETWORK_PER_HOUR);
  }

  /**
   * Returns the description of a network whose users send invitations. Invitations are counted
   * separately. Otherwise one user could use up the limit, and the other users of the network
   * would get no codes.
   */
  public static MailRequester inviting(String network) {
    return new MailRequester("inviters " + network, Standing.STRANGER, true, INVITERS_PER_HOUR);
  }

  /**
   * Returns the description of an administrator. Administrators have a separate limit, so that
   * strangers cannot keep them from helping a user.
   *
   * @param actor the administrator, as text
   */
  public static MailRequester administrator(String actor) {
    return new MailRequester("administrator " + actor, true);
  }
}
