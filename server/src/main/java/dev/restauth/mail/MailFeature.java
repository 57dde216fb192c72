package dev.restauth.mail;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.outbox.Delivery;
import dev.restauth.outbox.Outbox;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.Vault;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The feature for mails to users. */
public final class MailFeature implements Feature {
  private final Mailer mailer;
  private final MailOperations operations;
  private final AdministrativeMailRoutes routes;

  /**
   * Creates the feature, which adds mails to {@code outbox}.
   *
   * @param locales finds the locales of accounts
   */
  public MailFeature(
      Config config,
      Outbox outbox,
      Mailer.AccountLocales locales,
      Vault vault,
      InstantSource clock) {
    Optional<Delivery> delivery = delivery(config, clock);
    Optional<URI> publicUrl = config.get(ListenSettings.PUBLIC_URL);
    this.mailer = new Mailer(outbox, delivery.isPresent(), publicUrl, service(config), locales);
    this.operations = new MailOperations(outbox, delivery, templates(config), service(config));
    this.routes = new AdministrativeMailRoutes(outbox, new Cursors(vault));
  }

  /** Returns the delivery that is configured; empty if there is none. */
  public static Optional<Delivery> delivery(Config config, InstantSource clock) {
    if (config.get(MailSettings.MAIL_LOG)) {
      return Optional.of(new LogDelivery(templates(config)));
    }
    return config
        .get(MailSettings.SMTP_URL)
        .map(
            server ->
                new SmtpDelivery(
                    config,
                    server,
                    config.get(MailSettings.MAIL_FROM).orElseThrow(),
                    templates(config),
                    clock,
                    SmtpDelivery.ANSWER_TIMEOUT));
  }

  private static MailTemplates templates(Config config) {
    return new MailTemplates(config.get(MailSettings.MAIL_TEMPLATES));
  }

  /**
   * Returns the name of this server to show to people: the name of the sender of its mails, or the
   * host of {@code public-url}.
   */
  public static String service(Config config) {
    return config
        .get(MailSettings.MAIL_FROM)
        .flatMap(Sender::name)
        .or(() -> config.get(ListenSettings.PUBLIC_URL).map(URI::getHost))
        .orElse("REST-auth");
  }

  /** Returns the sender address of mails, if it is configured. */
  public static Optional<String> sender(Config config) {
    return config.get(MailSettings.MAIL_FROM).map(sender -> sender.address().text());
  }

  /** The mailer, through which other features add mails. */
  public Mailer mailer() {
    return mailer;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operations);
  }
}
