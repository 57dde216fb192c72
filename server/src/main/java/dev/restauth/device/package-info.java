/**
 * Remembered devices: browsers in which users can log in without their second factor for 30 days.
 * Such a log-in counts as a log-in with one factor.
 *
 * <p>Start reading at {@link dev.restauth.device.RememberedDevices}. docs/factors.md describes them
 * for users.
 */
@NullMarked
package dev.restauth.device;

import org.jspecify.annotations.NullMarked;
