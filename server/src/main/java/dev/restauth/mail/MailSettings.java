package dev.restauth.mail;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Quoting;
import dev.restauth.config.Secret;
import dev.restauth.config.SecretLine;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.http.ListenSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings for mails: the SMTP server, the sender, and the templates. */
public final class MailSettings implements Settings {
  static final Setting<Optional<SmtpServer>> SMTP_URL =
      Setting.optional(
              "smtp-url",
              Group.MAIL,
              ValueType.text("URL", (text, _) -> SmtpServer.of(text)),
              "none: calls that send mail answer 501",
              "The SMTP server: smtp://HOST (STARTTLS), smtps://HOST (TLS) or, unencrypted, smtp+insecure://HOST")
          .neverQuoted();

  static final Setting<Optional<String>> SMTP_USER =
      Setting.optional(
              "smtp-user",
              Group.MAIL,
              ValueType.name("NAME"),
              "none",
              "The user name at the SMTP server")
          .neverQuoted();

  static final Setting<Optional<Secret>> SMTP_PASSWORD_FILE =
      Setting.optional(
              "smtp-password-file",
              Group.MAIL,
              SecretLine.type(),
              "none",
              "File whose first line is the password at the SMTP server")
          .neverQuoted();

  static final Setting<Optional<Path>> SMTP_CA_FILE =
      Setting.optional(
          "smtp-ca-file",
          Group.MAIL,
          ValueType.file(),
          "the authorities that Java trusts",
          "PEM file of the certificate authorities to trust for the SMTP server");

  static final Setting<Optional<Sender>> MAIL_FROM =
      Setting.optional(
          "mail-from",
          Group.MAIL,
          ValueType.text("ADDRESS", (text, _) -> Sender.of(text)),
          "none",
          "Sender of all mails, such as Example <no-reply@example.com>");

  static final Setting<Optional<Path>> MAIL_TEMPLATES =
      Setting.optional(
          "mail-templates",
          Group.MAIL,
          ValueType.folder(),
          "none",
          "Folder with files that replace the mail templates of the same names");

  static final Setting<Boolean> MAIL_LOG =
      Setting.of(
          "mail-log",
          Group.MAIL,
          ValueType.flag(),
          "false",
          "Log mails, with their codes, instead of sending them: for development, on loopback only");

  /** The advice in errors and warnings that concern a server without mail settings. */
  public static final String ADVICE =
      "set smtp-url, mail-from and public-url, or mail-log for development on loopback";

  /** Returns whether a server with these settings sends or logs mails. */
  public static boolean isConfigured(Config config) {
    return config.get(SMTP_URL).isPresent() || config.get(MAIL_LOG);
  }

  /** Returns whether the settings that {@link #isConfigured} reads are valid. */
  public static boolean allValid(Findings findings) {
    return findings.allValid(SMTP_URL, MAIL_LOG);
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(
        SMTP_URL, SMTP_USER, SMTP_PASSWORD_FILE, SMTP_CA_FILE, MAIL_FROM, MAIL_TEMPLATES, MAIL_LOG);
  }

  @Override
  public void validate(Config config, Findings findings) {
    if (config.get(SMTP_URL).isPresent()) {
      if (config.get(MAIL_FROM).isEmpty() && findings.allValid(MAIL_FROM)) {
        findings.needs(SMTP_URL, MAIL_FROM);
      }
      if (config.get(ListenSettings.PUBLIC_URL).isEmpty()
          && findings.allValid(ListenSettings.PUBLIC_URL)) {
        findings.needs(SMTP_URL, ListenSettings.PUBLIC_URL);
      }
      if (config.get(MAIL_LOG)) {
        findings.problem(MAIL_LOG, "mails are sent by \"smtp-url\" or logged; choose one");
      }
    }
    both(SMTP_USER, SMTP_PASSWORD_FILE, config, findings);
    both(SMTP_PASSWORD_FILE, SMTP_USER, config, findings);
    if (config.get(MAIL_LOG) && !config.get(ListenSettings.HOST).isLoopback()) {
      findings.problem(
          MAIL_LOG, "codes are logged on loopback only; set \"smtp-url\" to send mails");
    }
  }

  /**
   * Warns of a missing template folder. A missing folder is not an error, because it may be created
   * later. The server looks for a template each time that it sends a mail.
   */
  @Override
  public void warn(Config config, Warnings warnings) {
    config
        .get(MAIL_TEMPLATES)
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder ->
                warnings.add(
                    MAIL_TEMPLATES.key()
                        + ": there is no folder "
                        + Quoting.quoted(folder.toString())
                        + ": mails have the texts of the program"));
  }

  private static void both(
      Setting<? extends Optional<?>> one,
      Setting<? extends Optional<?>> other,
      Config config,
      Findings findings) {
    if (config.get(one).isPresent() && config.get(other).isEmpty() && findings.allValid(other)) {
      findings.needs(one, other);
    }
  }
}
