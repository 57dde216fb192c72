/**
 * The e-mail addresses of accounts: setting and confirming an address, and undoing a change. A new
 * address is pending until the user, while logged in, confirms it. Several accounts may have the
 * same pending address. This package also contains the mailed codes that a client can request
 * before its user is logged in ({@link dev.restauth.email.AskedCodes}).
 *
 * <p>Start reading at {@link dev.restauth.email.OwnEmail}.
 */
@NullMarked
package dev.restauth.email;

import org.jspecify.annotations.NullMarked;
