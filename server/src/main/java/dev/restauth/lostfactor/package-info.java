/**
 * Removes second factors that their owner has lost, with a mail that takes effect after a day and can be stopped until
 * then.
 *
 * <p>Start reading at {@link dev.restauth.lostfactor.FactorRemovals}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.lostfactor;

import org.jspecify.annotations.NullMarked;
