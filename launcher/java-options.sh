# shellcheck shell=bash
# Options of the virtual machine that runs the program. ./restauth and the Debian package's command set JAVA_HOME before they
# call these functions.

# Sets the array java to the virtual machine with the options that are the same on every machine. The AOT cache depends on these
# options, but not on the heap size or the collector. The virtual machine ignores the parts of the cache that are incompatible
# with the options in use.
set_java() {
  java=(
    "$JAVA_HOME/bin/java"
    --enable-native-access=ALL-UNNAMED       # SQLite, Argon2
    --sun-misc-unsafe-memory-access=allow    # no warning for libraries that still use it
    -XX:+ExitOnOutOfMemoryError              # a restart is better than a broken server
    -XX:-OmitStackTraceInFastThrow
    -XX:-UsePerfData                         # no file in /tmp
    # Standard output belongs to the program. Messages about an unusable cache are suppressed.
    -Xlog:disable '-Xlog:all=warning,aot*=off,cds*=off:stderr' -XX:+DisplayVMOutputToStderr
    # Memory contains keys and passwords, so there are no dumps of any kind unless the operator requests them.
    -XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError -XX:ErrorFile=/dev/null
    # Otherwise the virtual machine would compile the methods of the training run early, which takes longer than the start.
    -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining
    -XX:TrimNativeHeapInterval=5000          # returns the memory of past hashes to the system
  )
}

# add_options_of_machine FOLDER: adds options that depend on the machine, the user and the program's folder.
add_options_of_machine() {
  local folder=$1 given=${RESTAUTH_JAVA_OPTS:-} extra cores
  cores=$(getconf _NPROCESSORS_ONLN)
  # Virtual threads have one carrier for each core. A single carrier may be waiting for the disk (see Readers.java).
  ((cores > 1)) || java+=(-Djdk.virtualThreadScheduler.parallelism=2)
  # The serial collector uses a third less memory. The JVM chooses it on its own only on machines with less than two cores.
  if ((cores <= 2)) && [[ $given != *-XX:+Use*GC* ]]; then
    java+=(-XX:+UseSerialGC)
    # The young generation is small. When it is full, little of the memory of 256 concurrent requests is still in use.
    # SoftHeapLimit.java limits the old generation.
    [[ $given == *-Xm* ]] ||
      java+=(-Xms48m -Xmn24m -XX:SurvivorRatio=10 -XX:-ShrinkHeapInSteps -XX:MaxHeapFreeRatio=50 -Drestauth.soft-heap=64)
  fi
  share_of_container
  read -ra extra <<<"$given"
  java+=(${extra[@]+"${extra[@]}"})
  # Native libraries are unpacked in this folder and not in /tmp, unless another user has built the program.
  [[ ! -w $folder/tmp ]] || java+=("-Djava.io.tmpdir=$folder/tmp")
  [[ ! -d $folder/sqlite ]] || java+=("-Dorg.sqlite.lib.path=$folder/sqlite")
}

# Adds the share of a container's memory that the heap may use. The JVM's default is a quarter, but the container runs only this
# process. Memory outside the heap takes 100 MB, and 19 MB for each hashing thread.
share_of_container() {
  local file limit
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    # The second file contains a huge number if there is no limit.
    if [[ -r $file ]] && read -r limit <"$file" && [[ $limit == +([0-9]) ]] && ((limit < 1 << 50)); then
      java+=("-XX:MaxRAMPercentage=$((limit < 512 << 20 ? 33 : 50))")
    fi
  done
}

# Sets limits and variables that the virtual machine inherits.
set_limits() {
  ulimit -c 0
  # Otherwise the C library has several pools, and each pool retains its freed memory.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}
}
