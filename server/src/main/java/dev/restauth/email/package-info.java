/**
 * The e-mail addresses of accounts: setting and confirming an address, and undoing a change. An address is pending
 * until its user confirms it while logged in. A pending address conflicts with no other address. The package also has
 * the codes that clients request by mail before they are logged in ({@link dev.restauth.email.AskedCodes}).
 *
 * <p>Start reading at {@link dev.restauth.email.OwnEmail}.
 */
@NullMarked
package dev.restauth.email;

import org.jspecify.annotations.NullMarked;
