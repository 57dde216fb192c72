package dev.restauth.mail;

import dev.restauth.crypto.RandomIds;
import dev.restauth.language.Language;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.outbox.Delivery;
import dev.restauth.outbox.Outbox;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The operations of the command {@code restauth mail}. */
final class MailOperations implements Operations.Source {
  static final List<String> STATES = List.of("waiting", "failed", "expired", "delivered");

  private final Outbox outbox;
  private final Optional<Delivery> delivery;
  private final MailTemplates templates;
  private final String service;
  private final RandomIds ids = new RandomIds();

  MailOperations(
      Outbox outbox, Optional<Delivery> delivery, MailTemplates templates, String service) {
    this.outbox = outbox;
    this.delivery = delivery;
    this.templates = templates;
    this.service = service;
  }

  @Override
  public void declare(Operations operations) {
    operations
        .add("mail.list", (request, progress) -> list(request.argument("state")))
        .add("mail.retry", (request, progress) -> retry(request.argument("id")))
        .add("mail.test", (request, progress) -> test(request))
        .add("mail.preview", (request, progress) -> preview(request));
  }

  private Reply list(String state) {
    if (!STATES.contains(state)) {
      return new Reply.Failed("there are these states: " + String.join(", ", STATES));
    }
    List<Outbox.Entry> entries =
        outbox.list(Mailer.KIND, state).stream()
            .filter(entry -> !entry.recipient().equals(Optional.of("")))
            .toList();
    List<String> lines = entries.stream().map(MailOperations::line).toList();
    return new Reply.Done(
        Facts.list(entries.stream().map(MailOperations::facts).toList()),
        lines.isEmpty() ? List.of("There are no mails in this state.") : lines);
  }

  private static Facts facts(Outbox.Entry entry) {
    return Facts.NONE
        .with("id", entry.id())
        .with("to", entry.recipient().orElse("?"))
        .with("state", entry.state())
        .with("tries", entry.tries())
        .with("created_at", entry.createdAt().toString())
        .with("due_at", entry.dueAt().toString())
        .with("expires_at", entry.expiresAt().toString())
        .with("failure", entry.failure().orElse(""));
  }

  private static String line(Outbox.Entry entry) {
    return String.format(
        Locale.ROOT,
        "%s  %s  %s  %d  %s",
        entry.id(),
        entry.recipient().orElse("?"),
        entry.createdAt(),
        entry.tries(),
        entry.failure().orElse(""));
  }

  private Reply retry(String id) {
    return outbox.retry(id)
        ? Reply.done(Facts.NONE.with("id", id), "The server is retrying " + id + " now.")
        : new Reply.Failed("no waiting mail has this id: see restauth mail list");
  }

  private Reply test(Request request) {
    Optional<EmailAddress> to = EmailAddress.of(request.argument("to"));
    Optional<Language> language = language(request);
    if (to.isEmpty()) {
      return new Reply.Failed("ADDRESS is no e-mail address that mail can be sent to");
    }
    if (language.isEmpty()) {
      return new Reply.Failed("mails are written in en, de, fr, es and zh");
    }
    if (delivery.isEmpty()) {
      return new Reply.Failed("no mail can be sent: set smtp-url, mail-from and public-url");
    }
    Mail mail = sample(MailKind.TEST, language.get());
    return switch (delivery.get().deliver(ids.next(), to.get().text(), mail.bytes())) {
      case Delivery.Outcome.Delivered _ ->
          Reply.done(Facts.NONE.with("to", to.get().text()), "The mail was accepted.");
      case Delivery.Outcome.Refused(String reason) -> new Reply.Failed("refused: " + reason);
      case Delivery.Outcome.Deferred(String reason) -> new Reply.Failed("not now: " + reason);
      case Delivery.Outcome.Unreachable(String reason) -> new Reply.Failed(reason);
    };
  }

  private Reply preview(Request request) {
    Optional<MailKind> kind =
        Arrays.stream(MailKind.values())
            .filter(each -> each.text().equals(request.argument("kind")))
            .findFirst();
    Optional<Language> language = language(request);
    if (kind.isEmpty() || language.isEmpty()) {
      return new Reply.Failed(
          "there are these kinds: "
              + Arrays.stream(MailKind.values()).map(MailKind::text).toList()
              + " in "
              + Arrays.stream(Language.values()).map(Language::text).toList());
    }
    Mail mail = sample(kind.get(), language.get());
    try {
      RenderedMail rendered = templates.render(mail.kind(), mail.language(), mail.values());
      return Reply.done(
          Facts.NONE
              .with("subject", rendered.subject())
              .with("text", rendered.text())
              .with("html", rendered.html()),
          rendered.subject(),
          "",
          rendered.text(),
          rendered.html());
    } catch (IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Language> language(Request request) {
    String language = request.argument("language");
    return Arrays.stream(Language.values())
        .filter(each -> each.text().equals(language))
        .findFirst();
  }

  private Mail sample(MailKind kind, Language language) {
    return new Mail(
        kind,
        language,
        Map.of(
            "service", service,
            "username", "anna",
            "email", "anna@example.com",
            "code", "1234 5678",
            "link", "https://auth.example.com/mail/preview#sample",
            "minutes", "30",
            "hours", "72",
            "organization", "acme",
            "network", "203.0.113.0/24",
            "time", "2026-01-01 12:00 UTC"));
  }
}
