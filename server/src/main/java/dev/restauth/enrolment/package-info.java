/**
 * Enrols the second factor of an account that must have one, before anybody can log in to it. After the password, this
 * requires a code from the account's mailbox or from the operator, so that a thief of the password cannot enrol first.
 *
 * <p>Start reading at {@link dev.restauth.enrolment.EnrolmentRoutes}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.enrolment;

import org.jspecify.annotations.NullMarked;
