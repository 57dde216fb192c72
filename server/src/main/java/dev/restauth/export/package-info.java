/**
 * Everything that is stored about an account, for its owner, as the tables are declared.
 *
 * <p>Start reading at {@link dev.restauth.export.Export}.
 */
@NullMarked
package dev.restauth.export;

import org.jspecify.annotations.NullMarked;
