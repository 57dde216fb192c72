/**
 * Mails to users: their kinds, languages and templates, how often one may be asked for, and their delivery by
 * SMTP. Features add mails in the transaction of the change that causes them ({@link
 * dev.restauth.mail.Mailer}); the outbox has them delivered.
 *
 * <p>Start reading at {@link dev.restauth.mail.Mailer}.
 */
@NullMarked
package dev.restauth.mail;

import org.jspecify.annotations.NullMarked;
