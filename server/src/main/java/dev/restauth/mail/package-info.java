/**
 * Mails to users: kinds, languages, templates, limits, and delivery by SMTP. Features add mails in the transaction of the
 * change that causes them ({@link dev.restauth.mail.Mailer}); the outbox delivers them.
 *
 * <p>Start reading at {@link dev.restauth.mail.Mailer}.
 */
@NullMarked
package dev.restauth.mail;

import org.jspecify.annotations.NullMarked;
