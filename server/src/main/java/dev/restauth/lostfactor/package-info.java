/**
 * Removal of lost second factors, with a mailed link. A removal becomes possible after a day. Until
 * then, the owner can stop the removal.
 *
 * <p>Start reading at {@link dev.restauth.lostfactor.FactorRemovals}. docs/factors.md describes
 * this for users.
 */
@NullMarked
package dev.restauth.lostfactor;

import org.jspecify.annotations.NullMarked;
