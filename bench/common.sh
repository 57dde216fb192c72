# shellcheck shell=bash
# Functions of the scripts in this folder, which set $root (the checkout) before they source this file.

# shellcheck source=../launcher/common.sh
. "${root:?}/launcher/common.sh"

document=$root/docs/performance.md
last_with_helidon=2551aaa1 # the last commit before the listener on Netty
work=$(mktemp -d) pids=()
export RESTAUTH_ADDRESS_REGISTRATIONS=1000000 # all requests come from one address
end_all() {
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
  wait
}
finish() {
  end_all
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# need TOOL...: installs missing tools. Each tool is in a Debian package of the same name.
need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || apt_install "$@" || die "needs $* (Debian packages of these names)"
  done
}

# Builds the benchmarks and the programs for the comparison.
build_bench() {
  require_jdk
  find_maven
  step "building the programs to compare with" "$root/bench/target/build.log" \
    "${mvn[@]}" -q -Pquick,bench -Dquick -pl bench,examples/resource-server -am package || die "the build failed: bench/target/build.log"
}

# java_bench CLASS ARGUMENT...: runs a program of bench/src.
java_bench() {
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Djava.util.logging.config.file=/dev/null \
    -XX:+UseSerialGC -cp "$root/bench/target/bench.jar:$root/bench/target/lib/*" "dev.restauth.bench.$1" "${@:2}"
}

# Servers. ----------------------------------------------------------------------------------------

# start NAME COMMAND...: starts a server and waits until it is ready; sets pid and url.
start() {
  local out=$work/$1.out
  shift
  : >"$out"
  (cd "$work" && exec "$@") >"$out" 2>>"$work/err" </dev/null &
  pid=$!
  pids+=("$pid")
  for ((i = 0; i < 6000; i++)); do
    url=$(sed -nE 's/.* ready on (https?:[^ ]+).*/\1/p' "$out")
    [[ -z $url ]] || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  cat "$work/err" >&2
  die "$1 did not start"
}

# make_bare_command PID NAME: sets the array bare_command to the command of a bare server that greets NAME. Its virtual
# machine gets the options of the virtual machine of process PID, except options with files, such as the AOT cache. Sets
# vm_options to these options.
# shellcheck disable=SC2034 # for the sourcing script
make_bare_command() {
  local options
  mapfile -td '' options <"/proc/$1/cmdline"
  for i in "${!options[@]}"; do
    [[ ${options[i]} != -cp && ${options[i]} != -jar ]] || break
  done
  mapfile -t options < <(printf '%s\n' "${options[@]:0:i}" | grep -v '=/')
  vm_options="${options[*]:1}"
  bare_command=("${options[@]}" -cp "$root/bench/target/bench.jar:$root/bench/target/lib/*"
    dev.restauth.bench.BareServer "$2")
}

# service_key OPTION...: creates a service key for the feed in the database that the options name, and prints the key.
service_key() {
  "$root/restauth" service-key create --json bench --scope revocations:read "$@" | member key
}

# member NAME: prints the text of a member of each JSON object in standard input, one per line.
member() { { cat && echo; } | sed -nE 's/.*"'"$1"'" ?: ?"([^"]+)".*/\1/p'; }

stop() {
  kill "$1"
  wait "$1" || true
}

# PostgreSQL. -------------------------------------------------------------------------------------

# start_postgres OPTION...: starts the newest installed PostgreSQL, with an empty database restauth for its user postgres.
# Sets bin, pg (its folder, which contains the socket), port, postmaster (its process) and on_postgres (the options for REST-auth).
# shellcheck disable=SC2034 # for the sourcing script
start_postgres() {
  local as=()
  newest_postgres || apt_install postgresql && newest_postgres || die "needs postgresql (Debian's package of that name)"
  ((EUID != 0)) || as=(env -C / setpriv --reuid=postgres --regid=postgres --clear-groups) # PostgreSQL refuses to run as root
  pg=$work/postgres port=$((20000 + SRANDOM % 10000))
  chmod 711 "$work"
  mkdir -m 700 "$pg"
  ((EUID != 0)) || chown postgres: "$pg"
  "${as[@]}" "$bin/initdb" -D "$pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
  "${as[@]}" "$bin/postgres" -D "$pg/data" -p "$port" -k "$pg" -c listen_addresses=127.0.0.1 "${@/#/-c}" \
    >"$work/postgres.log" 2>&1 </dev/null &
  postmaster=$!
  pids+=("$postmaster")
  for ((i = 0; i < 200; i++)); do
    ! "$bin/createdb" -h 127.0.0.1 -p "$port" -U postgres restauth 2>/dev/null || break
    sleep 0.1
  done
  ((i < 200)) || die "PostgreSQL did not start: $(<"$work/postgres.log")"
  (umask 077 && head -c 32 /dev/urandom | base64 >"$work/master.key")
  on_postgres=(--database "jdbc:postgresql://127.0.0.1:$port/restauth?user=postgres" --master-key-file "$work/master.key")
}

newest_postgres() {
  bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  [[ -x $bin/initdb ]]
}

postgres_version() { "$bin/postgres" -V | sed -nE 's/.*\) ([0-9.]+).*/PostgreSQL \1/p'; }

# fill_accounts COUNT OPTION...: creates accounts in the database that the options name. On PostgreSQL the database itself
# copies the first account, because creating the accounts one by one would take an hour.
fill_accounts() {
  if [[ $2 != --database ]]; then
    "$root/restauth" dev fill "$1" "${@:2}" --this-is-a-test-database >/dev/null
    return
  fi
  "$root/restauth" dev fill 1 "${@:2}" --this-is-a-test-database >/dev/null
  local name=${3##*/}
  "$bin/psql" -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres "${name%%\?*}" <<END
INSERT INTO account (username, password_hash, generation, state, created_at)
  SELECT 'test-' || lpad(to_hex((n * 2654435761) & 4294967295), 8, '0'), password_hash, generation, state, created_at + n
  FROM account, generate_series(1::bigint, $1 - 1) n WHERE username = 'test-00000000';
ANALYZE;
END
}

# Measuring. --------------------------------------------------------------------------------------

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# cpu_ms PID: prints the milliseconds of processor time that a process has used.
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$1/stat"; }

# pin NAME...: pins the processes in these variables to the first core, and the load generator to the second. The measurement
# then covers one core, and does not depend on how processes share cores.
client=() pinned=()
pin() {
  local name
  (($(nproc) > 1)) || die "needs two cores"
  for name in "$@"; do taskset -a -c -p 0 "${!name}" >/dev/null; done
  client=(taskset -c 1) pinned=("$@")
}

unpin() {
  local name
  for name in "${pinned[@]}"; do taskset -a -c -p "0-$(($(nproc) - 1))" "${!name}" >/dev/null; done
  client=() pinned=()
}

rss_mb() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }

# load PID URL PATH CONNECTIONS SECONDS WRK_OPTION...: prints requests/s, p99 in ms, the server's CPU µs per request, and the
# median in ms. With $refusals=1 each response must be a refusal. Otherwise no response may be one.
load() {
  local before after out
  before=$(cpu_ms "$1")
  out=$("${client[@]}" wrk -t "${wrk_threads:-1}" -c "$4" -d "$5s" --latency "${@:6}" "$2$3")
  after=$(cpu_ms "$1")
  awk -v want="${refusals:-0}" '
    /^ *Non-2xx/ { bad = $NF }
    / requests in / { n = $1 }
    END { exit !(want ? bad == n : !bad) }' <<<"$out" || die "wrk got unexpected answers: $out"
  awk -v cpu="$(awk "BEGIN { print $after - $before }")" '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) }
    $1 == "99%" { p99 = ms($2) }
    / requests in / { n = $1 }
    $1 == "Requests/sec:" { rate = $2 }
    END { printf "%.0f %.2f %.1f %.3f\n", rate, p99, cpu * 1000 / n, p50 }' <<<"$out"
}

# load_http2 PID URL CONNECTIONS SECONDS STREAMS H2LOAD_OPTION...: prints the same figures for HTTP/2 with prior knowledge, with
# STREAMS concurrent streams on each connection. A separate second of load measures the latencies, because writing them slows
# h2load down.
load_http2() {
  local before after out
  before=$(cpu_ms "$1")
  out=$(ask_by_h2load "$4" "$2" "$3" "${@:5}")
  after=$(cpu_ms "$1")
  ask_by_h2load 1 "$2" "$3" "${@:5}" --log-file "$work/h2load" >/dev/null
  # The columns are time, status, microseconds.
  cut -f 3 "$work/h2load" | sort -n >"$work/latencies"
  rm "$work/h2load" # h2load would append to it
  awk -v cpu="$(awk "BEGIN { print $after - $before }")" '
    NR == FNR && /^finished in/ { rate = $4 }
    NR == FNR && /^requests:/ { done = $6; bad = $10 + $12 + $14 }
    NR == FNR && /^status codes:/ { good = $3 }
    NR != FNR { us[FNR] = $1 }
    END {
      if (bad || !good || good < done) exit 1
      printf "%.0f %.2f %.1f %.3f\n", rate, us[int(FNR * 0.99)] / 1000, cpu * 1000 / good, us[int(FNR / 2)] / 1000
    }' - "$work/latencies" <<<"$out" || die "h2load got errors: $out"
}

# ask_by_h2load SECONDS URL CONNECTIONS STREAMS H2LOAD_OPTION...
ask_by_h2load() { "${client[@]}" h2load -t 1 -c "$3" -D "$1" -m "$4" "${@:5}" "$2"; }

column() { cut -d' ' -f"$1" "$2"; }

median_of() { column "$1" "$2" | median; } # COLUMN FILE

# ratio COLUMN FILE FILE: prints the median ratio of neighboring rounds, so that a temporary slowdown of both has no effect.
ratio() {
  paste <(column "$1" "$2") <(column "$1" "$3") | awk '{ printf "%.2f\n", $1 / $2 }' | median
}

# Prints a description of the machine, without data that identify the machine.
machine() {
  awk -F': *' -v cores="$(nproc)" -v ram="$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" '
    /^model name/ { model = $2 }
    END { printf "%d cores (%s), %d GB of memory", cores, model ? model : "unknown model", ram }' /proc/cpuinfo
}

# header CELLS: prints the first two lines of a Markdown table. Bars separate the cells.
header() {
  printf '| %s |\n' "$1"
  sed -E 's/[^|]+/---/g; s/.*/|&|/' <<<"$1"
}

thousands() { sed -E ':a; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; ta' <<<"$1"; }

# Prints the output of the function report, and stores the output in $work/result. The function runs in a subshell, which must
# stop the processes that it started.
make_report() {
  (
    trap end_all EXIT
    trap 'exit 130' INT TERM HUP
    report
  ) | tee "$work/result"
}

# publish MARK: writes standard input between the document's two marks.
publish() {
  cat >"$work/report"
  awk -v report="$work/report" -v mark="$1" '
    $0 == "<!-- " mark ": begin -->" { print; print ""; while ((getline line <report) > 0) print line; print ""; skip = 1 }
    $0 == "<!-- " mark ": end -->" { skip = 0 }
    !skip' "$document" >"$work/document"
  cat "$work/document" >"$document"
}
