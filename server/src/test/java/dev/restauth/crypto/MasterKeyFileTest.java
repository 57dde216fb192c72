package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyFileTest {
  @TempDir private Path folder;

  @Test
  void createsAFileOnlyItsOwnerCanAccess() throws IOException {
    var file = folder.resolve("master.key");
    var made = MasterKey.loadOrCreate(file);
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(Files.readString(file)).isEqualTo(made.base64() + "\n");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void readsTheSameKeyAgain() {
    var file = folder.resolve("master.key");
    var made = MasterKey.loadOrCreate(file);
    assertThat(MasterKey.loadOrCreate(file).base64()).isEqualTo(made.base64());
    assertThat(MasterKey.load(file).base64()).isEqualTo(made.base64());
  }

  @Test
  void simultaneousCreatorsGetTheSameKey() throws Exception {
    var file = folder.resolve("master.key");
    Callable<String> make = () -> MasterKey.loadOrCreate(file).base64();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var keys =
          threads.invokeAll(IntStream.range(0, 32).mapToObj(_ -> make).toList()).stream()
              .map(done -> done.resultNow())
              .collect(Collectors.toSet());
      assertThat(keys).containsExactly(MasterKey.load(file).base64());
    }
  }

  @Test
  void writesAKeyOnlyIfAbsentAndReplacesIt() throws IOException {
    var file = folder.resolve("kept");
    var one = MasterKey.generate();
    var other = MasterKey.generate();
    one.writeIfAbsent(file);
    assertThat(mode(file)).isEqualTo("rw-------");
    other.writeIfAbsent(file);
    assertThat(MasterKey.load(file).base64()).isEqualTo(one.base64());

    other.replace(file);
    assertThat(MasterKey.load(file).base64()).isEqualTo(other.base64());
    assertThat(mode(file)).isEqualTo("rw-------");

    var name = folder.resolve("name");
    one.writeIfAbsent(name);
    MasterKey.rename(file, name);
    assertThat(MasterKey.load(name).base64()).isEqualTo(other.base64());
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(name);
    }
    assertThatThrownBy(() -> MasterKey.rename(file, name))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> one.writeIfAbsent(folder.resolve("no/file")))
        .isInstanceOf(UnusableMasterKey.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void refusesItsOwnFileIfOthersCanAccessIt(String mode) throws IOException {
    var file = folder.resolve("master.key");
    var key = MasterKey.loadOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> MasterKey.loadOrCreate(file))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessage(
            "The master key file %s is open to others (%s): run `chmod 600 %s`."
                .formatted(file, mode, file))
        .hasMessageNotContaining(key.base64());
  }

  @Test
  void acceptsAnOperatorsFileReadableByItsGroup() throws IOException {
    var file = folder.resolve("mounted");
    Files.writeString(file, MasterKey.generate().base64());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    assertThat(MasterKey.load(file).base64()).isEqualTo(Files.readString(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> MasterKey.load(file)).isInstanceOf(UnusableMasterKey.class);
  }

  @Test
  void namesTheFileThatIsMissingOrContainsNoKey() throws IOException {
    var missing = folder.resolve("missing");
    assertThatThrownBy(() -> MasterKey.load(missing))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessage(
            "The master key file " + missing + " cannot be read: there is no such file or folder.");
    assertThatThrownBy(() -> MasterKey.loadOrCreate(missing.resolve("deeper")))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessageContaining("there is no such file or folder");
    var cut = Files.writeString(folder.resolve("cut"), "c2VjcmV0");
    Files.setPosixFilePermissions(cut, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> MasterKey.loadOrCreate(cut))
        .isInstanceOf(UnusableMasterKey.class)
        .hasMessageStartingWith("In the file " + cut + ": The master key has 6 bytes")
        .hasMessageNotContaining("c2VjcmV0");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
