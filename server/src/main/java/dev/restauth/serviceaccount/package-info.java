/**
 * Keys of service accounts, the accounts of programs: administrators make them, since nobody logs in to such an
 * account. Administrators also see and end the keys of all other accounts. The data that makes an account a program's
 * is stored by {@link dev.restauth.account.ServiceAccountRows}.
 *
 * <p>Start reading at {@link dev.restauth.serviceaccount.KeyAdministration}.
 */
@NullMarked
package dev.restauth.serviceaccount;

import org.jspecify.annotations.NullMarked;
