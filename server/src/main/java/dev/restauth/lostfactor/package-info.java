/**
 * Removes second factors that their owner has lost, by mail. A removal becomes possible after a day, and the owner can stop it
 * until then.
 *
 * <p>Start reading at {@link dev.restauth.lostfactor.FactorRemovals}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.lostfactor;

import org.jspecify.annotations.NullMarked;
