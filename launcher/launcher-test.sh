#!/usr/bin/env bash
# Tests ./restauth as a new user would start it, in a fresh checkout that the test creates and removes.
#   launcher/launcher-test.sh           what users start
#   launcher/launcher-test.sh --long    also what builds the program or a client once more
set -euo pipefail
long=0
[[ ${1:-} != --long ]] || long=1
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
work=$(mktemp -d "${TMPDIR:-/tmp}/restauth launcher.XXXXXX") # a space: paths must be quoted
clone=$work/clone
touch "$work/out" "$work/err"
export GIT_CONFIG_GLOBAL=/dev/null
passed=0 failed=0 server=''
trap '[[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# check TEXT COMMAND...: runs a command, and counts a success or a failure.
check() {
  local text=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok      $text"
  else
    failed=$((failed + 1))
    echo "FAILED  $text"
    sed 's/^/        out: /' "$work/out"
    sed 's/^/        err: /' "$work/err"
  fi
}

# start FOLDER ARGUMENT...: starts a server in a working directory. Waits until the server is ready or has exited. The first
# build downloads many files.
start() {
  local folder=$1
  shift
  : >"$work/out" # otherwise the previous server's ready line would count
  (cd "$folder" && exec "$launcher" serve --port 0 "$@") >"$work/out" 2>"$work/err" </dev/null &
  server=$!
  local latest=$((SECONDS + 900))
  until ready || ! kill -0 "$server" 2>/dev/null || ((SECONDS > latest)); do sleep 0.05; done
}

# run ARGUMENT...: runs a command until it exits; its exit code is in $code.
run() {
  code=0
  (cd "$clone" && exec "$launcher" "$@") >"$work/out" 2>"$work/err" </dev/null || code=$?
}

# stop: stops the server as an operator does; its exit code is in $code.
stop() {
  code=0
  kill "$server" && wait "$server" || code=$?
  server=''
}

ready() { grep -qE '^REST-auth ready on http://127\.0\.0\.1:[0-9]+ in [0-9.]+ s$' "$work/out"; }
port() { sed -nE 's/.*127\.0\.0\.1:([0-9]+) .*/\1/p' "$work/out"; }
lines() { (($(wc -l <"$work/$1") == $2)); }
built() { grep -q 'restauth: building' "$work/err"; }
built_times() { (($(grep -c 'restauth: building' "$work/err") == $1)); }
exit_code() { ((code == $1)); }
clean() { [[ -z $(git -C "$clone" status --porcelain) ]]; }
not() { ! "$@"; }
soon() { # a process may take a moment to exit
  local latest=$((SECONDS + 30))
  until "$@"; do ((SECONDS < latest)) && sleep 0.1 || return; done
}
few_from_jars() { [[ $(grep -c 'shared objects file' "$work/err") -gt 5000 && $(grep -c 'source: file:' "$work/err") -le 5 ]]; }
maps_cache() { grep -qF '.aot' "/proc/$server/maps"; }
says() { grep -qF "$1" "$work/out"; }
maps_tmp() { grep -F ' /tmp/' "/proc/$server/maps" | grep -qvF "$work"; }

# get PATH: prints the whole response, without curl.
get() {
  exec 3<>"/dev/tcp/127.0.0.1/$(port)"
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&3
  timeout 10 cat <&3
  exec 3>&-
}

refuses() {
  local answer
  answer=$(get /api/resource)
  [[ $answer == 'HTTP/1.1 401'* && $answer == *'Unauthorized Access'* ]]
}

# Runs a fake java that only prints its working directory and arguments.
arguments_reach_java() {
  local fake=$work/jdk
  mkdir -p "$fake/bin"
  cp "$JAVA_HOME/release" "$fake/"
  # shellcheck disable=SC2016 # for the written script
  printf '#!/bin/sh\necho "$PWD"; printf "<%%s>" "$@"; echo\n' | tee "$fake/bin/java" >"$fake/bin/javac"
  chmod +x "$fake/bin/java" "$fake/bin/javac"
  JAVA_HOME=$fake run serve 'a b' ''
}

# example_block N: prints the Nth block of commands in the example's README, with this test's ports.
example_block() {
  awk -v n="$1" '/^```$/ { shown = 0 } shown; /^```sh$/ { shown = (++block == n) }' \
    "$clone/examples/resource-server/README.md" |
    sed "s|127.0.0.1:5000|127.0.0.1:$(port)|; s|127.0.0.1:8080|127.0.0.1:${orders_port:-}|; s|^java |exec &|; s|^\( *dev.*Orders .*\)|\1 0|"
}

# orders_answer STATUS COMMAND: prints a loop that repeats a command for twenty seconds, until the response has the status.
orders_answer() {
  printf 'i=0\nuntil %s 2>/dev/null | tee /dev/fd/2 | grep -q "^HTTP/1.1 %s"; do ((i++ < 200)); sleep 0.1; done\n' "$2" "$1"
}

# block README LANGUAGE N: prints the Nth block of a language in a README, with this test's ports and paths.
block() {
  awk -v language="$2" -v n="$3" '/^```$/ { shown = 0 } shown; $0 == "```" language { shown = (++b == n) }' "$clone/$1" |
    sed "s|http://127.0.0.1:5000|http://127.0.0.1:$quickstart_port|; s|http://127.0.0.1:8080|\$SHOP|; s|/path/to/rest-auth|$plain/rest-auth|g"
}

# until_printed PATTERN FILE: prints a loop that waits until the last background process has printed the pattern.
until_printed() {
  printf 'i=0\nuntil grep -q "%s" "%s"; do\n' "$1" "$2"
  printf '  ((i++ < 600)) && kill -0 $! || { cat "%s" >&2; exit 1; }\n  sleep 0.1\ndone\n' "$2"
}

# quickstart README FIRST CODE FILE: runs the README's commands in the project's folder, from block number FIRST. The first
# block in the language CODE becomes the project's FILE. The last command is repeated until the server refuses the token.
quickstart() {
  local readme=$1 n=$2 asking
  mkdir -p "$plain/shop-$3"
  block "$readme" "$3" 1 >"$plain/shop-$3/$4"
  asking=$(block "$readme" sh $((n + 1)) | tail -n 1)
  {
    block "$readme" sh "$n" | sed 's|&$|>shop.log 2>\&1 \&|'
    echo 'trap "kill $!" EXIT'
    until_printed '^shop on ' shop.log
    echo 'SHOP=$(sed -nE "s|^shop on (http.*)/$|\1|p" shop.log)'
    block "$readme" sh $((n + 1)) | head -n 2
    orders_answer 401 "$asking"
  } >"$plain/commands"
  cat "$plain/commands.before" "$plain/commands" >"$work/commands"
  code=0
  (cd "$plain/shop-$3" && exec env -u JAVA_HOME -u MAVEN_OPTS PORT=0 "PATH=$plain/bin:$PATH:$JAVA_HOME/bin" bash -e "$work/commands") \
    >"$work/out" 2>"$work/err" </dev/null || code=$?
}

# flask_example: runs the commands of the example's README. The workers may listen on any port.
flask_example() {
  local readme=examples/flask/README.md log=$plain/flask.log asking
  asking=$(block "$readme" sh 4 | tail -n 1)
  {
    echo "cd '$plain/rest-auth'"
    block "$readme" sh 2 | sed 's|127.0.0.1:8080|127.0.0.1:0|; s|^PYTHONPATH.*|& >'"$log"' 2>\&1 \&|'
    echo 'trap "kill $!" EXIT'
    until_printed "Listening at" "$log"
    echo "SHOP=\$(sed -nE 's|.*Listening at: (http[^ ]*) .*|\1|p' '$log')"
    block "$readme" sh 3 | head -n 2
    orders_answer 200 "$asking"
    echo "$asking"
    block "$readme" sh 4 | head -n 1
    orders_answer 401 "$asking"
  } >"$work/commands"
  code=0
  (PATH=$plain/bin:$PATH exec bash -e "$work/commands") >"$work/out" 2>"$work/err" </dev/null || code=$?
}

orders_ready() { grep -qs '^orders on ' "$work/orders"; }

mkdir -p "$clone" "$work/elsewhere" "$work/bin"
(cd "$root" && git ls-files -coz --exclude-standard | tar --null -T - -cf -) | tar -xf - -C "$clone"
git -C "$clone" init -q
git -C "$clone" add -A
git -C "$clone" -c user.name=n -c user.email=n@example.org commit -qm all
launcher=$clone/restauth
# shellcheck source=launcher/common.sh
root=$clone . "$clone/launcher/common.sh"
find_jdk

(cd "$clone" && exec ./restauth --help) >/dev/null 2>"$work/err" </dev/null &
first=$!
until built; do sleep 0.05; done
kill "$first"
code=0 && wait "$first" || code=$?
check 'a first build can be interrupted' exit_code 130
check '... and leaves nothing running' soon not grep -qs "$clone" /proc/[0-9]*/cmdline

"$launcher" --help >/dev/null 2>"$work/err2" </dev/null &
first=$!
start "$clone"
wait "$first" || true
cat "$work/err2" >>"$work/err"
check 'the first start builds, and is ready' ready
check 'of two concurrent starts only one builds' built_times 1
check 'GET /api/resource without credentials is 401 Unauthorized Access' refuses
check 'no library is unpacked to /tmp' not maps_tmp
check 'it starts from the AOT cache of the training run' maps_cache
stop
check 'SIGTERM: exit code 0' exit_code 0
check 'standard output has only the ready line' lines out 1
check 'git status is clean' clean
check 'the data folder is in the working directory' test -d "$clone/data"

ln -s "$clone/restauth" "$work/bin/restauth"
launcher=$work/bin/restauth
start "$work/elsewhere" --data 'my data'
check 'it starts through a symbolic link, in another directory' ready
check 'the second start builds nothing' not built
check 'a relative data folder is relative to the working directory' test -d "$work/elsewhere/my data"
first_port=$(port)

run serve --port 0 --data "$work/elsewhere/my data"
check 'a second server on the same folder: exit code 1' exit_code 1
check '... with one line' lines err 1
run serve --port "$first_port" --data "$work/other"
check 'a port in use: exit code 1' exit_code 1
check '... with one line' lines err 1
stop
check 'SIGTERM again: exit code 0' exit_code 0

run --help
check '--help: exit code 0' exit_code 0
check '... and help on standard output' grep -q serve "$work/out"
run serve --no-such-flag
check 'an unknown flag: exit code 2' exit_code 2
arguments_reach_java
check '... passes arguments unchanged' grep -qF '<dev.restauth.Main><serve><a b><>' "$work/out"
check '... and keeps the working directory' grep -qxF "$clone" "$work/out"

export RESTAUTH_JAVA_OPTS="-Xmx96m -Xlog:class+load:stderr"
start "$clone"
unset RESTAUTH_JAVA_OPTS
check 'RESTAUTH_JAVA_OPTS reach the virtual machine' grep -qzx -- -Xmx96m "/proc/$server/cmdline"
check '... which still uses the AOT cache' maps_cache
check 'few classes are read from jars' few_from_jars
check '... and none from a signed jar, which would be verified' not grep -q amazon "$work/err"
check '... and the cache has none that only the creation of a database needs' not grep -qE 'flywaydb\.core\.Flyway |jackson\.databind' "$work/err"
stop

main=$clone/server/src/main/java/dev/restauth/Main.java
echo 'This does not compile.' >>"$main"
run --help
check 'a source that does not compile: exit code 1' exit_code 1
check '... with the messages of the compiler' grep -q 'Main.java' "$work/err"
check '... and the path of the whole output' grep -q 'server/target/build.log' "$work/err"
run --help
check 'a failed build is tried again' built
git -C "$clone" checkout -q -- "$main"
run --help
check 'the restored source needs no build' not built

# An AOT cache must not be used with changed classes, and the virtual machine does not notice the change.
jar=$clone/server/target/run/restauth.jar
if ((long == 1)); then
  cp "$jar" "$work/before.jar"
  sed -i 's/Accounts and tokens for/ACCOUNTS AND TOKENS FOR/' "$clone/server/src/main/java/dev/restauth/cli/Cli.java"
  run --help
  check 'a changed source is built' built
  check '... and runs' says 'ACCOUNTS AND TOKENS FOR'
  run --help
  check '... built once' not built
  touch -r "$jar" "$work/date"
  cp "$work/before.jar" "$jar"
  touch -r "$work/date" "$jar"
  run --help
  check 'a jar that was replaced by hand, with the same date, runs' says 'Accounts and tokens for'
fi
cp "$jar" "$(compgen -G "${jar%/*}/*.aot")"
run --version
check 'an invalid AOT cache: exit code 0' exit_code 0
check '... without a message' lines err 0

{ command -v curl && command -v jq; } >/dev/null || apt_install curl jq || true
launcher=$clone/restauth

# Runs the example as its README describes.
example() {
  local orders asking
  start "$clone"
  example_block 2 >"$work/build and run"
  (cd "$clone" && PATH=$JAVA_HOME/bin:$PATH exec bash -e "$work/build and run") >"$work/orders" 2>"$work/err" </dev/null &
  orders=$!
  until orders_ready || ! kill -0 "$orders" 2>/dev/null; do sleep 0.05; done
  check 'the example builds and connects' orders_ready
  orders_port=$(sed -nE 's|^orders on http://127.0.0.1:([0-9]+)/.*|\1|p' "$work/orders")
  asking=$(example_block 4 | tail -n 1)
  {
    example_block 3
    orders_answer 200 "$asking" # on a busy machine the service may have received no event for some time, and have answered 503
    example_block 4
    orders_answer 401 "$asking"
    example_block 3 | grep '^TOKEN='
    orders_answer 200 "$asking"
    echo "kill $server"
    orders_answer 503 "$asking"
  } >"$work/commands"
  code=0
  (cd "$clone" && exec bash -e "$work/commands") >"$work/out" 2>"$work/err" </dev/null || code=$?
  check '... accepts a token, refuses it after a log-out, and answers 503 without the server' exit_code 0
  check '... and gives the answers of its README' grep -qh '^The orders of account 1$' "$work/out" "$work/err"
  wait "$server" || true
  server=''
  kill "$orders" && wait "$orders" || true
}
((long == 0)) || example

# Runs the quickstarts of all clients as their READMEs describe, with any java on the path. The Maven repository is separate,
# and removed at the end. The folder's name has no space, because commands contain it unquoted.
plain=$(mktemp -d /tmp/restauth-quickstart.XXXXXX)
trap '[[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$work" "$plain"' EXIT
mkdir "$plain/bin"
ln -s "$clone" "$plain/rest-auth"
printf '#!/bin/sh\nexec "%s/rest-auth/mvnw" "$@"\n' "$plain" >"$plain/bin/mvn"
# Only the system's Python has Debian's packages, so another Python that comes first on the path must not be used.
printf '#!/bin/sh\nexec /usr/bin/python3 "$@"\n' >"$plain/bin/python3"
chmod +x "$plain/bin/mvn" "$plain/bin/python3"
export MAVEN_ARGS="-Dmaven.repo.local=$plain/m2 -Dmaven.repo.local.tail=$HOME/.m2/repository"
start "$clone"
quickstart_port=$(port) # the output of the quickstarts overwrites the server's output
if ((long == 1)); then
  {
    echo "cd '$plain/rest-auth'"
    block client/README.md sh 1
    block client/README.md sh 2
    echo "cd '$plain/shop-java'"
    echo "cat >pom.xml <<'END'"
    block client/README.md xml 1
    echo END
  } >"$plain/commands.before"
  quickstart client/README.md 3 java Shop.java
  check 'the quickstart of the client for Java works' exit_code 0
  check '... and accepts a token' says 'hello, account '
fi
{
  block client-js/README.md sh 1
  block client-js/README.md sh 2
} >"$plain/commands.before"
quickstart client-js/README.md 3 js shop.mjs
check 'the quickstart of the client for Node.js works' exit_code 0
check '... and accepts a token' says 'hello, account '
{
  # The test uses no network. pip would download packages that Debian also has.
  echo 'export PIP_NO_INDEX=1 PIP_NO_BUILD_ISOLATION=0'
  block client-py/README.md sh 1
  block client-py/README.md sh 2
} >"$plain/commands.before"
quickstart client-py/README.md 3 python shop.py
check 'the quickstart of the client for Python works' exit_code 0
check '... and accepts a token' says 'hello, account '
flask_example
check 'the example in Flask works' exit_code 0
check '... and gives the answers of its README' grep -q '^{"data":"Hello, account [0-9]*!"}' "$work/out"
unset MAVEN_ARGS
stop
rm -rf "$plain"

git -C "$clone" checkout -q -- .
if ((long == 1)); then
  code=0
  (cd "$clone" && ./test 'UsernameTest,BearerFieldTest#*') >"$work/out" 2>"$work/err" </dev/null || code=$?
  check './test NAME runs single classes' exit_code 0
  check '... all classes that were named' test "$(grep -c '0 tests failed' "$work/out")" = 2
fi
check 'git status is clean at the end' clean

echo "$passed passed, $failed failed"
((failed == 0))
