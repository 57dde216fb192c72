package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program in a jar, and the AOT cache that the virtual machine writes in a training run. The
 * AOT cache halves the start time of a process. The first test virtual machine that needs the jar
 * and the cache makes them. Both are in target/trained, which a full build removes together with
 * the classes. Safe for use by several threads and processes.
 */
final class TrainedProgram {
  private static final boolean WANTED = Boolean.getBoolean("restauth.test.trained");
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private TrainedProgram() {}

  /**
   * Returns the command that runs the program.
   *
   * @param java the virtual machine and its options
   */
  static List<String> command(List<String> java) {
    List<String> command = new ArrayList<>(java);
    if (WANTED) {
      Path folder = Path.of("target/trained").toAbsolutePath();
      make(folder, java);
      // Only the program may write to standard output, even if the virtual machine cannot use the
      // cache.
      command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning,aot*=off,cds*=off:stderr"));
      command.add("-XX:AOTCache=" + cache(folder));
      // With the profiles in the cache, the JIT compiler would compile more methods than a short
      // process needs. This took an eighth of the processor time of a start.
      command.addAll(
          List.of(
              "-XX:+IgnoreUnrecognizedVMOptions",
              "-XX:+UnlockDiagnosticVMOptions",
              "-XX:-AOTReplayTraining"));
      command.addAll(List.of("-cp", classPath(folder)));
    } else {
      command.addAll(List.of("-cp", CLASS_PATH));
    }
    command.add(Main.class.getName());
    return command;
  }

  private static Path cache(Path folder) {
    return folder.resolve("program.aot");
  }

  private static Path jar(Path folder) {
    return folder.resolve("program.jar");
  }

  /**
   * Returns a class path that consists of jars, because training does not cover classes in folders.
   */
  private static String classPath(Path folder) {
    return Stream.concat(
            Stream.of(jar(folder).toString()),
            Stream.of(CLASS_PATH.split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static synchronized void make(Path folder, List<String> java) {
    if (Files.exists(cache(folder))) {
      return;
    }
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.exists(cache(folder))) {
          train(folder, java);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void train(Path folder, List<String> java) throws IOException {
    Path classes =
        Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    String[] arguments = {"-cf", jar(folder).toString(), "-C", classes.toString(), "."};
    assertThat(tool.run(System.out, System.err, arguments)).isZero();
    Path run = Files.createTempDirectory(folder, "run");
    TestServer.prepareIn(run);
    Path unfinished = folder.resolve("unfinished.aot");
    List<String> command =
        new ArrayList<>(
            List.of("bash", "../launcher/train", run.toString(), unfinished.toString()));
    command.addAll(java);
    command.addAll(
        List.of("-cp", classPath(folder), "-Drestauth.rehearsal=true", "dev.restauth.Main"));
    Programs.run(command);
    Files.move(unfinished, cache(folder));
  }
}
