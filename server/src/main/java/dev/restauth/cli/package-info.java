/**
 * The command line: parsing flags, asking the user for missing input, and printing results. The
 * features declare the commands as {@link dev.restauth.cli.CommandGroup}s. {@code Main} passes in
 * the code that runs them: {@link dev.restauth.cli.Cli.Serving} runs the server, and {@link
 * dev.restauth.cli.OperationRunner} runs every other command.
 *
 * <p>This package depends on no feature. Start reading at {@link dev.restauth.cli.Cli}, then {@link
 * dev.restauth.cli.CommandBuilder}, with which a feature declares a command.
 */
@NullMarked
package dev.restauth.cli;

import org.jspecify.annotations.NullMarked;
