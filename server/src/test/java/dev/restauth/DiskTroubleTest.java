package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess.Ended;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server process on a disk that is full, fails, or becomes read-only. */
class DiskTroubleTest {
  private static final int CLIENTS = 4;
  private static final String FULL = "restauth.sqlite is full: free some space";

  @TempDir Path folder;

  /** One server process has these troubles one after another, and recovers from each. */
  @Test
  void refusesWritesWhileTheDiskIsFullOrFailsOrIsReadOnlyAndResumesByItself() {
    try (SmallDisk disk = SmallDisk.withDatabase(folder)) {
      Set<String> acknowledged = new ConcurrentSkipListSet<>();
      Set<String> refused = new ConcurrentSkipListSet<>();
      try (ServerProcess process = disk.serve()) {
        DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
        resumesWhenTheDiskNoLongerFails(process, trouble);

        disk.fill();
        registerTogether(trouble.calls(), "full", 2, acknowledged, refused);
        assertThat(refused).hasSizeGreaterThan(CLIENTS);
        trouble.refusesToWrite();
        trouble.readsGoOn();
        trouble.loggedOnce(FULL);

        disk.freeAll();
        trouble.resumes();
        registerTogether(trouble.calls(), "free", 2, acknowledged, new ConcurrentSkipListSet<>());

        resumesWhenTheDiskCanBeWrittenAgain(process, trouble, disk);
        registerTogether(trouble.calls(), "again", 2, acknowledged, new ConcurrentSkipListSet<>());
        assertThat(process.terminate().exitCode()).isZero();
      }
      assertThat(acknowledged).hasSizeGreaterThan(CLIENTS);
      finds(disk, acknowledged, refused);
    }
  }

  private static void resumesWhenTheDiskNoLongerFails(
      ServerProcess process, DatabaseFailureChecks trouble) {
    Programs.limitFileSize(process, "40000");
    trouble.refusesToWrite();
    trouble.readsGoOn();
    trouble.loggedOnce("restauth.sqlite fails, see the system's log: [SQLITE_IOERR_WRITE]");

    Programs.limitFileSize(process, "unlimited");
    trouble.resumes();
  }

  private static void resumesWhenTheDiskCanBeWrittenAgain(
      ServerProcess process, DatabaseFailureChecks trouble, SmallDisk disk) {
    disk.run("sh", "-c", "mount --bind data data && mount -o remount,bind,ro data");
    // A read-only mount does not affect open files, but a disk that becomes read-only does. The
    // size limit simulates such a disk.
    Programs.limitFileSize(process, "40000");
    trouble.refusesToWrite();
    Programs.limitFileSize(process, "unlimited");
    trouble.refusesToWrite();
    trouble.readsGoOn();
    process.awaitLogged("restauth.sqlite is read-only: make its disk writable");

    disk.run("umount", "data");
    trouble.resumes();
  }

  @Test
  void losesNothingIfItsOwnLogFillsTheDisk() {
    try (SmallDisk disk = SmallDisk.withDatabase(folder)) {
      Set<String> acknowledged = new ConcurrentSkipListSet<>();
      Set<String> refused = new ConcurrentSkipListSet<>();
      try (ServerProcess process = disk.serve()) {
        DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
        disk.fill();
        disk.free(600_000);
        for (int i = 0; i < 20 && refused.isEmpty(); i++) {
          registerTogether(trouble.calls(), "log" + i, 10, acknowledged, refused);
        }
        assertThat(acknowledged).hasSizeGreaterThan(10);
        assertThat(refused).isNotEmpty();
        trouble.refusesToRegister();
        trouble.readsGoOn();
        trouble.ignoreRecoveries();

        disk.free(200_000);
        trouble.resumes();
        disk.fill();
        trouble.refusesToRegister();
        process.kill();
      }
      disk.freeAll();
      finds(disk, acknowledged, refused);
    }
  }

  @Test
  void failedStartIsReportedInOneLine() {
    try (SmallDisk disk = SmallDisk.in(folder)) {
      disk.fill();
      cannotStart(disk); // no database yet
      disk.free(40_000);
      cannotStart(disk); // space for only a part of the database
      disk.freeAll();
      try (ServerProcess process = disk.serve()) {
        assertThat(process.ready().register("miguel", "python").status()).isEqualTo(201);
        process.terminate();
      }
      disk.fill();
      cannotStart(disk); // no space for the connections' shared memory
      disk.freeAll();
      finds(disk, Set.of("miguel"), Set.of());
    }
  }

  @Test
  void removesABackupOrRestoreThatDoesNotFit() {
    TestServer.operate(folder.resolve("elsewhere"), "dev.fill", Map.of("count", "5000"));
    Path backup = folder.resolve("backup.sqlite");
    TestServer.operate(folder.resolve("elsewhere"), "backup", Map.of("file", backup.toString()));
    try (SmallDisk disk = SmallDisk.in(folder)) {
      disk.run("sh", "-c", "head -c 3000000 /dev/zero > data/ballast");
      for (Ended ended :
          List.of(
              disk.command("backup", "data/monday.sqlite", "--data", "elsewhere/data"),
              disk.command("restore", backup.toString()))) {
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.said()).contains("the disk is full").hasLineCount(1);
      }
      disk.run(
          "sh", "-c", "test \"$(ls -A data | tr '\\n' ' ')\" = 'ballast restauth.sqlite.lock '");
    }
  }

  private static void cannotStart(SmallDisk disk) {
    try (ServerProcess process = disk.serve()) {
      Ended ended = process.ended();
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).hasLineCount(1).startsWith("restauth: cannot").contains(FULL);
    }
  }

  /** Linux allows no writes to a damaged disk until an operator unmounts and checks the disk. */
  @Test
  @Tag("long")
  void losesNothingIfTheKernelMakesADamagedDiskReadOnly() {
    assertThat(System.getProperty("user.name"))
        .as("only root can mount a disk and break it: run this test as root")
        .isEqualTo("root");
    String mount = "mount -o loop,errors=remount-ro disk.img data";
    try (SmallDisk disk =
        SmallDisk.mounted(
            folder, "truncate -s 16M disk.img && mkfs.ext4 -q -F disk.img && " + mount)) {
      Set<String> acknowledged = new ConcurrentSkipListSet<>();
      try (ServerProcess process = disk.serve()) {
        DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
        registerTogether(trouble.calls(), "well", 5, acknowledged, new ConcurrentSkipListSet<>());
        assertThat(acknowledged).hasSize(CLIENTS * 5);
        disk.run(
            "sh",
            "-c",
            "echo 1 > /sys/fs/ext4/$(basename $(findmnt -no SOURCE data))/trigger_fs_error");
        trouble.refusesToWrite();
        trouble.readsGoOn();
        process.awaitLogged("restauth.sqlite fails, see the system's log");
        process.awaitLogged("restauth.sqlite is read-only: make its disk writable");
        assertThat(process.terminate().exitCode()).isZero();
      }
      disk.run("sh", "-c", "umount data && { fsck.ext4 -y disk.img || test $? = 1; } && " + mount);
      finds(disk, acknowledged, Set.of());
    }
  }

  private static void registerTogether(
      HttpCalls calls, String name, int each, Set<String> acknowledged, Set<String> refused) {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        String prefix = name + client + "-";
        clients.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                int status = calls.register(prefix + i, "python").status();
                (status == 201 ? acknowledged : refused).add(prefix + i);
              }
            });
      }
    }
  }

  /** Checks the accounts after a restart with a copy of the disk's files. */
  private void finds(SmallDisk disk, Set<String> there, Set<String> notThere) {
    Path copy = folder.resolve("copy");
    disk.copyTo(copy);
    try (TestServer server = TestServer.start(copy)) {
      HttpCalls calls = server.calls();
      for (String name : there) {
        assertThat(calls.get("/api/resource", basic(name, "python")).status())
            .as(name)
            .isEqualTo(200);
      }
      for (String name : notThere) {
        assertThat(calls.get("/api/resource", basic(name, "python")).status())
            .as(name)
            .isEqualTo(401);
      }
    }
  }
}
