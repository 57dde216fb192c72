package dev.restauth.accountpage;

import dev.restauth.oauth.authorize.OwnConsents.Allowed;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The main page of an account.
 *
 * @param paths the paths of the pages
 * @param username the user name
 * @param email the confirmed e-mail address
 * @param notice the notice to show, if any
 * @param logOutToken the form token for logging out
 * @param list the name of the only list on the page; "" if the page shows the beginning of each
 *     list
 * @param url the path and the query of the page
 * @param devices the sessions, with this browser's session first
 * @param moreDevices the link to the other sessions, if there are any
 * @param endOthersToken the form token for revoking all other sessions; empty if there are none
 * @param remembered the browsers on which the user is not asked for the second factor
 * @param moreRemembered the link to the other browsers, if there are any
 * @param applications the applications with access
 * @param moreApplications the link to the other applications, if there are any
 */
public record OverviewView(
    Paths paths,
    String username,
    Optional<String> email,
    Message notice,
    String logOutToken,
    String list,
    String url,
    List<Device> devices,
    Optional<More> moreDevices,
    Optional<String> endOthersToken,
    List<Remembered> remembered,
    Optional<More> moreRemembered,
    List<Application> applications,
    Optional<More> moreApplications)
    implements View {
  /** Copies the lists. */
  public OverviewView {
    devices = List.copyOf(devices);
    remembered = List.copyOf(remembered);
    applications = List.copyOf(applications);
  }

  /** The paths of the account pages, including the path of the public URL. */
  public record Paths(
      String account, String logOut, String password, String email, String factors) {}

  /**
   * A session.
   *
   * @param name the name of the browser, the program or the application; empty if it is unknown
   * @param kind the kind of session
   * @param usedAt the time of the last use
   * @param network the network of the log-in; empty if the page does not show it
   * @param current whether this is the session of the current browser
   * @param token the form token for revoking the session
   */
  public record Device(
      String id,
      String name,
      Kind kind,
      Instant usedAt,
      String network,
      boolean current,
      String token) {
    /** The text to show beside the name. */
    public Message kindText() {
      return Message.of("account.kind." + kind.text());
    }

    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "Device[id=" + id + "]";
    }
  }

  /** Kinds of sessions. */
  public enum Kind {
    /** A browser on the pages of this server. */
    BROWSER("browser"),
    /** A program that uses this server's API. */
    PROGRAM("program"),
    /** An OAuth client. */
    APPLICATION("application"),
    /** An administrator who acts as the user. */
    ADMINISTRATOR("administrator");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * A browser on which the user is not asked for the second factor.
   *
   * @param name the name of the browser; empty if it is unknown
   * @param network the network from which the user let the server remember the browser; empty if
   *     the page does not show it
   * @param token the form token for forgetting the browser
   */
  public record Remembered(
      String id, String name, Instant usedAt, Instant endsAt, String network, String token) {
    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "Remembered[id=" + id + "]";
    }
  }

  /**
   * An application with access.
   *
   * @param token the form token for withdrawing the access
   */
  public record Application(Allowed allowed, String token) {
    /** The name to show to users. */
    public String name() {
      return allowed.clientName().orElse(allowed.clientId());
    }

    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "Application[" + allowed.clientId() + "]";
    }
  }

  /** Returns whether the page shows the list. */
  public boolean shows(String name) {
    return list.isEmpty() || list.equals(name);
  }

  /** Returns whether the page shows only one list. */
  public boolean alone() {
    return !list.isEmpty();
  }

  @Override
  public String template() {
    return "account/overview.jte";
  }

  @Override
  public Message title() {
    return Message.of("account.overview." + (alone() ? list : "title"));
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public Optional<String> address() {
    return Optional.of(url);
  }

  /** Returns a text without the tokens. */
  @Override
  public String toString() {
    return "OverviewView[]";
  }
}
