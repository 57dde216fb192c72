/**
 * Mails to users: kinds, languages, templates, rate limits, and delivery by SMTP. Features add
 * mails through {@link dev.restauth.mail.Mailer}, in the transaction of the change that causes the
 * mail. The outbox delivers the mails.
 *
 * <p>Start reading at {@link dev.restauth.mail.Mailer}.
 */
@NullMarked
package dev.restauth.mail;

import org.jspecify.annotations.NullMarked;
