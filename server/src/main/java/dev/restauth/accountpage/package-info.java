/**
 * The pages on which users see and change their own account in a browser: sessions, applications,
 * password and second factors. The pages decide nothing themselves. They use the same use cases as
 * the calls below {@code /api/me}.
 *
 * <p>Start reading at {@link dev.restauth.accountpage.AccountPages}. docs/account-pages.md
 * describes the pages for users.
 */
@NullMarked
package dev.restauth.accountpage;

import org.jspecify.annotations.NullMarked;
