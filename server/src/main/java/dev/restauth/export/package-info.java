/**
 * The export for an account's owner: everything that is stored about the account, according to the
 * declarations of the tables.
 *
 * <p>Start reading at {@link dev.restauth.export.Export}.
 */
@NullMarked
package dev.restauth.export;

import org.jspecify.annotations.NullMarked;
