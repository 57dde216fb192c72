/**
 * Operators' commands for the database as a whole: backup, restore, check, and move to another
 * database.
 *
 * <p>Owns these operations, their replies, and the commands that request them. {@code store.care}
 * does the work on files and tables. Start reading at {@link dev.restauth.care.OperatorCommands}.
 */
@NullMarked
package dev.restauth.care;

import org.jspecify.annotations.NullMarked;
