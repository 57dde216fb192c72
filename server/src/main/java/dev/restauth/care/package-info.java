/**
 * Operators' commands for the database as a whole: backup, restore, check, and moving to another
 * database.
 *
 * <p>This package owns these operations, their replies, and their commands. {@code store.care} does
 * the work on files and tables. Start reading at {@link dev.restauth.care.OperatorCommands}.
 */
@NullMarked
package dev.restauth.care;

import org.jspecify.annotations.NullMarked;
