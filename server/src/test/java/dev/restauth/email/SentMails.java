package dev.restauth.email;

import static dev.restauth.Eventually.eventually;

import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The mails that servers with {@code mail-log} wrote during a test. Other tests may send mails at
 * the same time, so a test reads only mails to its own addresses.
 */
public final class SentMails implements BeforeEachCallback, AfterEachCallback {
  private static final Pattern LINE = Pattern.compile(".* mail to (\\S+): (.*)");

  private final List<Mail> untaken = new ArrayList<>();
  private Optional<LogCatcher> log = Optional.empty();

  /**
   * A mail.
   *
   * @param text the subject and the values
   */
  public record Mail(String to, String text) {
    /** Returns the eight digits as they appear in the mail. */
    public String digits() {
      return found("code=(\\d{4} \\d{4})");
    }

    /** Returns the code that a client sends: the digits, or an invitation's secret. */
    public String code() {
      return found("code=(\\d{4} \\d{4}|[\\w-]{22}\\.[\\w-]{22})")
          .replace(" ", "")
          .replaceFirst("^.*\\.", "");
    }

    /** Returns the mail's whole link. */
    public String link() {
      return found("link=(\\S+)");
    }

    /** Returns the fragment of the mail's link, after the number sign. */
    public String fragment() {
      return found("link=[^ #]+#(\\S+)");
    }

    /** Returns the secret part of the link's fragment. */
    public String secret() {
      return fragment().replaceFirst("^.*\\.", "");
    }

    private String found(String pattern) {
      Matcher found = Pattern.compile(pattern).matcher(text);
      if (!found.find()) {
        throw new AssertionError(pattern + " is not in " + text);
      }
      return found.group(1);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    log = Optional.of(new LogCatcher("dev.restauth.mail.LogDelivery"));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    log.orElseThrow().close();
  }

  /** Waits for the next mail to an address, removes it from the list and returns it. */
  public Mail next(String to) {
    List<Mail> found = new ArrayList<>();
    eventually(
        "a mail to " + to,
        () -> {
          take(to).ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  /**
   * Returns the next mail to an address that contains a code. Removes that mail and the earlier
   * mails to the address from the list.
   */
  public Mail nextWithCode(String to) {
    Mail next = next(to);
    while (!next.text().contains(" code=")) {
      next = next(to);
    }
    return next;
  }

  /**
   * Removes and returns all mails to an address, after the server has delivered all waiting mails.
   */
  public List<Mail> all(TestServer server, String to) {
    awaitDelivered(server);
    List<Mail> all = new ArrayList<>();
    for (Optional<Mail> next = take(to); next.isPresent(); next = take(to)) {
      all.add(next.get());
    }
    return all;
  }

  /** Waits until a server has delivered all waiting mails. */
  public static void awaitDelivered(TestServer server) {
    eventually(
        "all mails are delivered",
        () -> Rows.count(server, "SELECT count(*) AS n FROM outbox WHERE state = 'waiting'") == 0);
  }

  private Optional<Mail> take(String to) {
    for (String line : log.orElseThrow().takeAll()) {
      Matcher mail = LINE.matcher(line);
      if (mail.matches()) {
        untaken.add(new Mail(mail.group(1), mail.group(2)));
      }
    }
    for (Iterator<Mail> each = untaken.iterator(); each.hasNext(); ) {
      Mail mail = each.next();
      if (mail.to().equals(to)) {
        each.remove();
        return Optional.of(mail);
      }
    }
    return Optional.empty();
  }
}
