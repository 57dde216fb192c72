/**
 * The command line. It parses flags, asks the user for missing input, and prints results. The features
 * declare the commands, as {@link dev.restauth.cli.CommandGroup}s. {@code Main} passes in what runs them:
 * {@link dev.restauth.cli.Cli.Serving} runs the server, and {@link dev.restauth.cli.OperationRunner} runs
 * every other command.
 *
 * <p>Depends on no feature. Start reading at {@link dev.restauth.cli.Cli}, then {@link
 * dev.restauth.cli.CommandBuilder}, with which a feature declares a command.
 */
@NullMarked
package dev.restauth.cli;

import org.jspecify.annotations.NullMarked;
