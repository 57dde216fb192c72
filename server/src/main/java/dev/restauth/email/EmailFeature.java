package dev.restauth.email;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Page;
import java.time.Duration;
import java.util.List;

/** The feature of the e-mail addresses of accounts. */
public final class EmailFeature implements Feature {
  private final OwnEmail own;
  private final EmailRoutes routes;

  /**
   * Creates the feature.
   *
   * @param confirmation requires the password before an address is changed
   * @param resetValidity the validity of the code of the reset that an undo begins
   */
  public EmailFeature(
      OwnEmail own, Mailer mailer, PasswordConfirmation confirmation, Duration resetValidity) {
    this.own = own;
    this.routes =
        new EmailRoutes(
            own,
            mailer,
            confirmation,
            resetValidity,
            new EmailRoutes.Pages(
                new Lazy<>(() -> Page.html(EmailFeature.class, "confirm.html")),
                new Lazy<>(() -> Page.calling(EmailFeature.class, "undo.html"))));
  }

  /** The addresses, for other features. */
  public OwnEmail own() {
    return own;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
