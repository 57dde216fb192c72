package dev.restauth.mail;

import dev.restauth.config.Config;
import dev.restauth.config.Secret;
import dev.restauth.crypto.CertificateFiles;
import dev.restauth.job.Lazy;
import dev.restauth.language.Language;
import dev.restauth.outbox.Delivery;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Sends mails to an SMTP server (RFC 5321), each over a new connection. All waits are limited: 10 s
 * for connecting, {@code answerTimeout} for each answer, and the same time until the server accepts
 * sent bytes. Thread-safe.
 */
final class SmtpDelivery implements Delivery {
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
  private static final String CONNECT_MILLIS = "10000";
  private static final int PERMANENT = 500;

  /**
   * Any text that looks like an address in a server's answer. All such texts are removed, because
   * the server may spell the recipient's address in another way than the mail does.
   */
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>]+@[^\\s<>]+");

  private final SmtpServer server;
  private final Optional<String> user;
  private final Optional<Secret> password;
  private final Sender from;
  private final MailTemplates templates;
  private final InstantSource clock;
  private final String answerMillis;
  private final Lazy<Session> session;

  /**
   * Creates the delivery from the settings. It connects only when a mail is sent.
   *
   * @param answerTimeout the longest wait for each answer of the server
   */
  SmtpDelivery(
      Config config,
      SmtpServer server,
      Sender from,
      MailTemplates templates,
      InstantSource clock,
      Duration answerTimeout) {
    this.server = server;
    this.user = config.get(MailSettings.SMTP_USER);
    this.password = config.get(MailSettings.SMTP_PASSWORD_FILE);
    this.from = from;
    this.templates = templates;
    this.clock = clock;
    this.answerMillis = Long.toString(answerTimeout.toMillis());
    Optional<Path> authorities = config.get(MailSettings.SMTP_CA_FILE);
    this.session = new Lazy<>(() -> session(authorities.map(CertificateFiles::trusting)));
  }

  private Session session(Optional<SSLSocketFactory> trusting) {
    Properties properties = new Properties();
    properties.put("mail.smtp.host", server.host());
    properties.put("mail.smtp.port", Integer.toString(server.port()));
    properties.put("mail.smtp.localhost", from.address().domain());
    properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS);
    properties.put("mail.smtp.timeout", answerMillis);
    properties.put("mail.smtp.writetimeout", answerMillis);
    properties.put("mail.smtp.auth", Boolean.toString(user.isPresent()));
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    switch (server.security()) {
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
      case NONE -> {
        // no protection: the operator has chosen this through the URL scheme
      }
    }
    trusting.ifPresent(
        factory -> {
          properties.put("mail.smtp.ssl.socketFactory", factory);
          properties.put("mail.smtp.socketFactory.fallback", "false");
        });
    return Session.getInstance(properties);
  }

  @Override
  public String kind() {
    return Mailer.KIND;
  }

  @Override
  public Outcome deliver(String id, String recipient, byte[] body) {
    Mail mail = Mail.of(body);
    RenderedMail rendered;
    Session with;
    try {
      rendered = templates.render(mail.kind(), mail.language(), mail.values());
      with = session.get();
    } catch (IllegalArgumentException e) {
      return new Outcome.Unreachable(String.valueOf(e.getMessage())); // retried later
    }
    try {
      send(with, message(with, id, recipient, rendered, mail.language()));
      return new Outcome.Delivered();
    } catch (AuthenticationFailedException e) {
      return new Outcome.Unreachable(server + " refuses smtp-user and its password");
    } catch (MessagingException e) {
      return outcome(e, hidden(recipient, mail));
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e); // UTF-8 is always supported
    }
  }

  private void send(Session with, MimeMessage message) throws MessagingException {
    Transport transport = with.getTransport("smtp");
    try {
      transport.connect(user.orElse(null), password.map(Secret::reveal).orElse(null));
      transport.sendMessage(message, message.getAllRecipients());
    } finally {
      disconnect(transport);
    }
  }

  /** Closes the connection. Failures are ignored, because the mail's outcome is already certain. */
  private static void disconnect(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      // The server may have closed the connection already.
    }
  }

  /**
   * Returns the texts that a server may repeat in its answer and that must not appear in a log.
   */
  private static List<String> hidden(String recipient, Mail mail) {
    String link = mail.values().getOrDefault("link", "");
    String digits = mail.values().getOrDefault("code", "");
    return Stream.of(
            recipient,
            link,
            link.substring(link.lastIndexOf('.') + 1),
            link.substring(link.indexOf('#') + 1),
            digits,
            digits.replace(" ", ""))
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private MimeMessage message(
      Session with, String id, String recipient, RenderedMail mail, Language language)
      throws MessagingException, UnsupportedEncodingException {
    String messageId = "<" + id + "@" + from.address().domain() + ">";
    MimeMessage message =
        new MimeMessage(with) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId); // the same at each attempt
          }
        };
    String utf8 = StandardCharsets.UTF_8.name();
    message.setFrom(new InternetAddress(from.address().text(), from.name().orElse(null), utf8));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient, true));
    message.setSubject(mail.subject(), utf8);
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
    message.setHeader("Content-Language", language.text());
    MimeBodyPart text = new MimeBodyPart();
    text.setText(mail.text(), utf8, "plain");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(mail.html(), utf8, "html");
    message.setContent(new MimeMultipart("alternative", text, html));
    return message;
  }

  /**
   * Returns the outcome according to the server's first refusal. The outcome is {@code Unreachable}
   * if the connection failed, or if the server refused the sender (MAIL). A refused sender concerns
   * all mails, so no mail may fail because of it.
   */
  private Outcome outcome(MessagingException failure, List<String> hidden) {
    for (Exception each = failure; each != null; ) {
      switch (each) {
        case SMTPAddressFailedException address -> {
          return ofReply(address.getReturnCode(), reply(address, hidden));
        }
        case SMTPSendFailedException sending when sending.getCommand().startsWith("MAIL") -> {
          return new Outcome.Unreachable(server + " refuses mail-from: " + reply(sending, hidden));
        }
        case SMTPSendFailedException sending -> {
          return ofReply(sending.getReturnCode(), reply(sending, hidden));
        }
        default -> {
          // not an answer: a wrapping exception, or a failure of the connection
        }
      }
      each = each instanceof MessagingException wrapper ? wrapper.getNextException() : null;
    }
    return new Outcome.Unreachable(
        server
            + ": "
            + tlsFailure(failure)
                .map("TLS failed: "::concat)
                .orElseGet(() -> reply(failure, hidden)));
  }

  /**
   * Returns why TLS failed on a connection. Only the innermost cause says what is wrong with a
   * certificate.
   */
  private static Optional<String> tlsFailure(Throwable failure) {
    boolean tls = false;
    String reason = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      tls |= each instanceof SSLException;
      reason = Objects.requireNonNullElse(each.getMessage(), reason);
    }
    return tls ? Optional.of(line(reason)) : Optional.empty();
  }

  private static Outcome ofReply(int code, String reason) {
    return code >= PERMANENT ? new Outcome.Refused(reason) : new Outcome.Deferred(reason);
  }

  /** Returns the server's answer in one line, without addresses and the mailed code or link. */
  private static String reply(Exception failure, List<String> hidden) {
    String line = String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
    for (String each : hidden) {
      line =
          Pattern.compile(each, Pattern.CASE_INSENSITIVE | Pattern.LITERAL)
              .matcher(line)
              .replaceAll("...");
    }
    return line(ADDRESS.matcher(line).replaceAll("..."));
  }

  private static String line(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
