/**
 * Removal, by mail, of second factors that their owner has lost. A removal becomes possible after a
 * day. Until then, the owner can stop it.
 *
 * <p>Start reading at {@link dev.restauth.lostfactor.FactorRemovals}. docs/factors.md describes
 * this for users.
 */
@NullMarked
package dev.restauth.lostfactor;

import org.jspecify.annotations.NullMarked;
