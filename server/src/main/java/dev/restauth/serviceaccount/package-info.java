/**
 * Keys of service accounts, which are the accounts of programs. Administrators create these keys,
 * because nobody can log in to a service account. Administrators can also list and delete the keys
 * of all other accounts. {@link dev.restauth.account.ServiceAccountRows} stores the data that makes
 * an account a service account.
 *
 * <p>Start reading at {@link dev.restauth.serviceaccount.KeyAdministration}.
 */
@NullMarked
package dev.restauth.serviceaccount;

import org.jspecify.annotations.NullMarked;
