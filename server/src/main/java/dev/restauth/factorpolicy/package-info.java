/**
 * Says which accounts must have a second factor: nobody, administrators, or everybody. Every log-in and every check of a
 * token or key asks for that.
 *
 * <p>Start reading at {@link dev.restauth.factorpolicy.RequiredFactors}.
 */
@NullMarked
package dev.restauth.factorpolicy;

import org.jspecify.annotations.NullMarked;
