/**
 * Enrols the second factor of an account that must have one, before anybody can log in to it: after the password, with a
 * code from its mailbox or from the operator, so that a thief of the password cannot enrol first.
 *
 * <p>Start reading at {@link dev.restauth.enrolment.EnrolmentRoutes}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.enrolment;

import org.jspecify.annotations.NullMarked;
