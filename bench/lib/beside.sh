# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Token checks of ours and old during the load of other clients on the same cores.

settle=2 # seconds in which the other load begins

# beside WHAT COMMAND: prints rows of the table. COMMAND NAME SECONDS puts load on the server NAME for SECONDS, and prints the
# number of responses per second.
beside() {
  local name at file
  for name in "${programs[@]}"; do check "$name" "$warm" >/dev/null; done
  for ((round = -1; round < rounds; round++)); do # the first round warms up
    for name in "${programs[@]}"; do
      file=$work/$2.$name
      check "$name" "$seconds" >>"$file.alone"
      "$2" "$name" $((settle + seconds + 1)) >>"$file.others" &
      others=$!
      sleep "$settle"
      check "$name" "$seconds" >>"$file.beside"
      wait "$others" || die "$2 failed"
    done
  done
  for name in "${programs[@]}"; do
    file=$work/$2.$name
    sed -i 1d "$file".{alone,others,beside}
    printf '| %s | %s | %s | %s | %s | **%s** | %s | %s | **%s** |\n' "$1" "$name" "$(median_of 1 "$file.others")" \
      "$(median_of 1 "$file.alone")" "$(median_of 1 "$file.beside")" "$(ratio 1 "$file".{beside,alone})" \
      "$(median_of 2 "$file.alone")" "$(median_of 2 "$file.beside")" "$(ratio 2 "$file".{beside,alone})"
  done
  echo
  want "token checks a second beside $1, to alone" least 0.9 "$(ratio 1 "$work/$2.ours".{beside,alone})"
}

check() { ask "$1" "$2" 32 1 Bearer; }

of_beside='beside | server | of these answered/s | checks/s alone | checks/s beside | ratio | p99 ms alone | p99 ms beside | ratio'

# wrong_log_ins NAME SECONDS CONNECTIONS MILLISECONDS: each connection waits MILLISECONDS after a response.
wrong_log_ins() {
  local at=${1}_url
  ADDRESSES=10000 ACCOUNTS=1000000 OWNER=nobody DELAY=$4 wrk -t 1 -c "$3" -d "$2s" -s "$root/bench/flood.lua" "${!at}" |
    awk -v seconds="$2" '/^answers / { printf "%.0f\n", $2 / seconds }'
}
# Waits after each response. Otherwise wrk would immediately repeat a log-in that is immediately refused with 503.
waiting() { wrong_log_ins "$1" "$2" 64 200; }
flooding() { wrong_log_ins "$1" "$2" 1000 $((1000 * 1000 / ${LOG_INS:-800})); }

# The load generator counts as a trusted proxy, so that each request can name its address.
part_slow() {
  start_programs --trusted-proxies 127.0.0.1
  echo "### Beside slow calls"
  echo
  header "$of_beside"
  beside '64 connections that wait for log-ins' waiting
  stop_programs
}

part_flood() {
  start_programs --trusted-proxies 127.0.0.1
  echo "### Beside a flood of log-ins"
  echo
  header "$of_beside"
  beside "${LOG_INS:-800} log-ins a second" flooding
  stop_programs
}

handshaking() {
  local at=${1}_url out
  out=$(java_bench Handshakes "${!at}" "${HANDSHAKES:-200}" "$2")
  [[ $out != 0\ * ]] || return 1
  echo "$out"
}

part_tls() {
  (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/chain.pem" 2>/dev/null)
  start_programs --tls-certificate "$work/chain.pem" --tls-key "$work/key.pem"
  echo "### Over TLS, beside handshakes"
  echo
  header "$of_beside"
  beside "${HANDSHAKES:-200} TLS handshakes a second" handshaking
  stop_programs
}
