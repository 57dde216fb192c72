package dev.restauth.mail;

import dev.restauth.outbox.Delivery;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.stream.Collectors;

/** Delivery for development, which logs mails instead of sending them. */
final class LogDelivery implements Delivery {
  private static final System.Logger LOG = System.getLogger(LogDelivery.class.getName());

  private final MailTemplates templates;

  LogDelivery(MailTemplates templates) {
    this.templates = templates;
  }

  @Override
  public String kind() {
    return Mailer.KIND;
  }

  @Override
  public Outcome deliver(String id, String recipient, byte[] body) {
    Mail mail = Mail.of(body);
    RenderedMail rendered;
    try {
      rendered = templates.render(mail.kind(), mail.language(), mail.values());
    } catch (IllegalArgumentException e) {
      return new Outcome.Unreachable(
          String.valueOf(e.getMessage())); // retried until the operator corrects the template
    }
    LOG.log(
        Level.INFO, "mail to {0}: {1} {2}", recipient, rendered.subject(), values(mail.values()));
    return new Outcome.Delivered();
  }

  private static String values(Map<String, String> values) {
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(" "));
  }
}
