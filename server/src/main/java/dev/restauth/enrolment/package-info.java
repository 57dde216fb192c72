/**
 * Enrols the second factor of an account that must have one, before anybody can log in to the account. After the password, the
 * enrolment requires a code from the account's mailbox or from the operator, so that a thief with the password cannot enrol a
 * factor first.
 *
 * <p>Start reading at {@link dev.restauth.enrolment.EnrolmentRoutes}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.enrolment;

import org.jspecify.annotations.NullMarked;
