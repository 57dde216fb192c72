/**
 * The database as a whole, for its operator: backup, restore, check, and moving to another
 * database.
 *
 * <p>Owns these acts, how they answer, and the words that ask for them. What is done to the files
 * and tables is done by {@code store.care}. Start reading at {@link
 * dev.restauth.care.OperatorCommands}.
 */
@NullMarked
package dev.restauth.care;

import org.jspecify.annotations.NullMarked;
