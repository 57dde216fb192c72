/**
 * The pages on which users see and change their own account in a browser: sessions, applications, password and second
 * factors. They decide nothing: the use cases of the calls below {@code /api/me} do.
 *
 * <p>Start reading at {@link dev.restauth.accountpage.AccountPages}. docs/account-pages.md is for users.
 */
@NullMarked
package dev.restauth.accountpage;

import org.jspecify.annotations.NullMarked;
