package dev.restauth.accountpage;

import dev.restauth.oauth.authorize.OwnConsents.Allowed;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The page of an account.
 *
 * @param paths the paths of the pages
 * @param username the user name
 * @param email the confirmed e-mail address
 * @param notice the sentence about what was just done
 * @param logOutToken the hidden token of the form to log out
 * @param list the name of the list that is shown alone; "" if the page shows the beginning of each
 * @param url the path and query of the page
 * @param devices the sessions, that of this browser first
 * @param moreDevices where the others are
 * @param endOthersToken the hidden token of the form that ends all others; empty if there are none
 * @param remembered the browsers that are not asked for the second factor
 * @param moreRemembered where the others are
 * @param applications the applications with access
 * @param moreApplications where the others are
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

  /** The paths of the pages of an account, with the path of the public URL. */
  public record Paths(
      String account, String logOut, String password, String email, String factors) {}

  /**
   * A session.
   *
   * @param name the browser, the program or the application; empty if it is not known
   * @param kind what kind of session it is
   * @param usedAt the time of the last use
   * @param network the network of the log-in; empty if it is not shown
   * @param current whether it is that of this browser
   * @param token the hidden token of the form that ends it
   */
  public record Device(
      String id,
      String name,
      Kind kind,
      Instant usedAt,
      String network,
      boolean current,
      String token) {
    /** The text beside the name. */
    public Message kindText() {
      return Message.of("account.kind." + kind.text());
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
      return "Device[id=" + id + "]";
    }
  }

  /** Kinds of sessions. */
  public enum Kind {
    /** A browser at the pages of this server. */
    BROWSER("browser"),
    /** A program that uses the calls of this server. */
    PROGRAM("program"),
    /** A client of OAuth. */
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
   * A browser that is not asked for the second factor.
   *
   * @param name the browser; empty if it is not known
   * @param network the network in which it was remembered; empty if it is not shown
   * @param token the hidden token of the form that ends it
   */
  public record Remembered(
      String id, String name, Instant usedAt, Instant endsAt, String network, String token) {
    /** Leaves out the token. */
    @Override
    public String toString() {
      return "Remembered[id=" + id + "]";
    }
  }

  /**
   * An application with access.
   *
   * @param token the hidden token of the form that withdraws it
   */
  public record Application(Allowed allowed, String token) {
    /** The name for users. */
    public String name() {
      return allowed.clientName().orElse(allowed.clientId());
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
      return "Application[" + allowed.clientId() + "]";
    }
  }

  /** Returns whether a list is shown. */
  public boolean shows(String name) {
    return list.isEmpty() || list.equals(name);
  }

  /** Returns whether one list is shown alone. */
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

  /** Leaves out the tokens. */
  @Override
  public String toString() {
    return "OverviewView[]";
  }
}
