/**
 * Keys of service accounts, the accounts of programs. Administrators create them, since nobody logs in to such an
 * account. Administrators can also list and end the keys of all other accounts. The data that makes an account a
 * service account is stored by {@link dev.restauth.account.ServiceAccountRows}.
 *
 * <p>Start reading at {@link dev.restauth.serviceaccount.KeyAdministration}.
 */
@NullMarked
package dev.restauth.serviceaccount;

import org.jspecify.annotations.NullMarked;
