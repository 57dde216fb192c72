# shellcheck shell=bash
# Functions of restauth, test and .ci/run, which set $root (the checkout) before they source this file. They find or
# install a JDK, find Maven, allow one build at a time and show the progress of long steps.
# They print only to standard error, because standard output is for the server's ready line.

target=${root:?}/server/target
program=${0##*/}
[[ -n ${HOME:-} ]] || export HOME=~ # some CI systems do not set it; Maven's caches are below it

say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() { say "$@" && exit 1; }

# step TEXT LOG COMMAND...: runs a command with its output in LOG, and shows the elapsed time on a terminal.
step() {
  local text=$1 log=$2 start=$SECONDS spin='-\|/' turn=0 child
  shift 2
  mkdir -p "${log%/*}"
  "$@" >"$log" 2>&1 </dev/null 9>&- & # closes the lock, because no process that stays running may hold it
  child=$!
  trap 'kill "$child" 2>/dev/null || true; wait "$child" || true; [[ ! -t 2 ]] || echo >&2; exit 130' INT TERM HUP
  [[ -t 2 ]] || say "$text"
  while [[ -t 2 ]] && kill -0 "$child" 2>/dev/null; do
    printf '\r%s: %s %s %d s ' "$program" "$text" "${spin:turn++%4:1}" $((SECONDS - start)) >&2
    sleep 0.2
  done
  local code=0
  wait "$child" || code=$?
  trap - INT TERM HUP
  [[ ! -t 2 ]] || printf '\r\e[K%s: %s: %d s\n' "$program" "$text" $((SECONDS - start)) >&2
  return "$code"
}

# The JDK: 25 or newer, with its compiler. ---------------------------------------------------------

jdk_package=openjdk-25-jdk-headless

# Finds a JDK and sets JAVA_HOME and jdk_version (like 25.0.3).
find_jdk() {
  local folder on_path
  on_path=$(readlink -f "$(command -v java)" 2>/dev/null) || true
  for folder in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* /opt/* \
    ~/.sdkman/candidates/java/* ~/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk "$folder"; then
      export JAVA_HOME=$folder
      return
    fi
  done
  return 1
}

# Reads the version from the JDK's release file, because running java would slow down every start.
is_jdk() {
  local key value
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS='=' read -r key value; do
    if [[ $key == JAVA_VERSION ]]; then
      jdk_version=${value//\"/}
      ((10#${jdk_version%%[!0-9]*} >= 25))
      return
    fi
  done <"$1/release"
  return 1
}

require_jdk() {
  find_jdk && return
  apt_install "$jdk_package" && find_jdk && return
  die "found no JDK 25 or newer: not in JAVA_HOME, not on PATH, not in
  /usr/lib/jvm, /opt, ~/.sdkman/candidates/java or ~/.jdks. Install one and start again:
    Debian 13:  sudo apt-get update && sudo apt-get install $jdk_package
    elsewhere:  unpack one from https://adoptium.net and set JAVA_HOME to its folder"
}

# apt_install PACKAGE...: installs packages. Fails without a message if there is no apt, or if the user may not use it.
apt_install() {
  local sudo=() log=$target/apt.log
  command -v apt-get >/dev/null || return 1
  if ((EUID != 0)); then
    command -v sudo >/dev/null || return 1
    if ! sudo -n true 2>/dev/null; then
      [[ -t 0 && -t 2 ]] || return 1
      say "installing $* with apt-get; sudo may ask for your password (Ctrl-C to stop)"
      sudo -v || return 1
    fi
    sudo=(sudo -n)
  fi
  # shellcheck disable=SC2016 # the inner shell expands its own $@
  step "installing $* with apt-get" "$log" "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive sh -c '
    apt-get update
    exec apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"' sh "$@" && return
  tail -n 10 "$log" >&2
  say "apt-get failed; its output is in $log"
  return 1
}

# Maven and the build. -----------------------------------------------------------------------------

# Sets the array mvn to the machine's Maven 3.9 or newer. If there is none, sets it to the wrapper, which downloads Maven.
find_maven() {
  local version=''
  # The first two options suppress warnings of Maven 3 on this JDK. The third prevents files in /tmp. A build is too short to
  # gain from C2, and without C2 the JIT compiler uses half the processor time.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
    -XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"
  if command -v mvn >/dev/null; then
    version=$(mvn -v 2>/dev/null | sed -nE 's/.*Apache Maven ([0-9]+\.[0-9]+).*/\1/p') || true
  fi
  mvn=(mvn)
  case $version in
    3.9 | 3.[1-9][0-9] | [4-9].*) ;;
    *)
      mvn=("$root/mvnw")
      command -v unzip >/dev/null || PATH=$PATH:$root/launcher/bin
      ;;
  esac
  mvn+=(-f "$root/pom.xml" -B)
}

# Waits until no other restauth or test builds in this checkout. The function unlock, or the end of the shell, releases the
# lock.
lock() {
  mkdir -p "$target"
  exec 9>"$target/lock"
  command -v flock >/dev/null || return 0 # macOS lacks flock: users must avoid two simultaneous first starts
  flock -n 9 || { say "waiting for another build in $root" && flock 9; }
}

unlock() { exec 9>&-; }

# Sets scratch to a new folder for the files of tests. The folder is in memory if enough memory is free: tests create and drop a
# thousand databases, and would spend most of their time on a slow disk. The caller removes the folder.
make_scratch() {
  local memory=/dev/shm free available
  free=$(df -Pk "$memory" 2>/dev/null | awk '$1 == "tmpfs" { print $4 }') || true
  available=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null) || true
  if ((${free:-0} > 4 << 20 && ${available:-0} > 8 << 20)) && scratch=$(mktemp -d "$memory/restauth.XXXXXX"); then
    printf '#!/bin/sh\n' >"$scratch/program" && chmod +x "$scratch/program"
    ! "$scratch/program" 2>/dev/null || return 0
    rm -rf "$scratch" # no program can be started from this folder
  fi
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/restauth.XXXXXX")
}
