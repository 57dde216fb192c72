# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Compares REST-auth with other programs that log users in. Each has the production settings of its documentation and its
# default hashing. All programs run at the same time and are measured in turn.

# shellcheck source=peers/keycloak.sh
. "$root/bench/peers/keycloak.sh"
# shellcheck source=peers/better-auth.sh
. "$root/bench/peers/better-auth.sh"

# require_loopback PID: fails if the process listens on addresses other than loopback.
require_loopback() {
  local inodes
  inodes=$(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null | tr -cd '0-9\n' | paste -sd '|')
  # State 0A means listening. The addresses have the kernel's form.
  ! awk '$4 == "0A" { print $2, $10 }' "/proc/$1/net/tcp" "/proc/$1/net/tcp6" | grep -E " ($inodes)$" |
    grep -vE '^(0100007F|0000000000000000FFFF00000100007F|00000000000000000000000001000000):' || die "process $1 listens beyond this machine"
}

# This server hashes the password of each log-in, like the other programs.
start_ours_beside() {
  start beside "${beside_command[@]}"
  beside=$pid beside_url=$url
}

prepare_ours_beside() {
  beside_command=("$root/restauth" serve --port 0 --public-url http://localhost:5000 --data "$work/beside" --verified-password-duration 0)
  start_ours_beside
  register miguel "$beside_url"
  register rosa "$beside_url"
  stop "$beside"
  "$root/restauth" client create app --public --first-party --redirect-uri https://bench.example/callback --data "$work/beside" >/dev/null
  (umask 077 && "$root/restauth" service-key create --json api --scope tokens:introspect --data "$work/beside" | member key >"$work/service.key")
}

load_ours() { load "$beside" "$beside_url" "$1" "$2" "$seconds" "${@:3}"; }

# The tokens expire after ten minutes.
our_token() { log_in miguel "$beside_url" token; }

measure_our_check() { load_ours /api/resource 32 -H "Authorization: Bearer $(our_token)"; }

measure_our_introspection() {
  local token key
  token=$(our_token) key="Authorization: Bearer $(<"$work/service.key")"
  [[ $(curl -sf -H "$key" -d "token=$token" "$beside_url/oauth/introspect") == *'"active":true'* ]] || die "our token is not active"
  BODY="token=$token" load_ours /oauth/introspect 32 -s "$root/bench/lib/post.lua" -H "$key"
}

measure_our_log_in() { load_ours /api/token 8 -H "$(by_password miguel)"; }
measure_our_renewal() { load_ours /api/token 32 -H "Authorization: Bearer $(our_token)"; }
measure_our_refresh() {
  for ((i = 0; i < 32 + 1; i++)); do log_in rosa "$beside_url" refresh_token; done >"$work/lines"
  FORM='' REFRESH_TOKENS=$work/lines wrk_threads=1 load_ours /oauth/token 32 -s "$root/bench/lib/refresh.lua"
}

# Measures code, token and userinfo for browsers that are logged in.
measure_our_code() {
  java_bench CodeFlows "$beside_url/oauth/"{authorize,token,userinfo} app miguel 8 "$seconds" "$beside"
}

prepare_peers() {
  need curl wrk
  { command -v node && command -v npm; } >/dev/null || apt_install nodejs npm || die "needs Node.js and npm"
  start_postgres max_connections=200
  prepare_keycloak
  prepare_better_auth
  prepare_ours_beside
}

code_rows() {
  compared 'code, token and userinfo, a second, 8 browsers that are logged in' 1 our_code keycloak_code "$@"
  compared '… p99 ms' 2 our_code keycloak_code "$@"
  compared '… µs of processor time of the server' 3 our_code keycloak_code "$@"
}

# Measures only code, token and userinfo, for REST-auth and Keycloak.
flows() {
  local seconds=$((seconds < 3 ? seconds : 3))
  need curl
  start_postgres max_connections=200
  prepare_keycloak
  prepare_ours_beside
  start_ours_beside
  start_keycloak
  seconds=$((2 * warmup)) measure_keycloak_code >/dev/null
  in_turn our_code keycloak_code
  echo "Medians of $rounds rounds of $seconds s, after as long a warm-up:"
  echo
  header 'what | REST-auth | Keycloak'
  code_rows
}

measure_peers() {
  local seconds=$((seconds < 3 ? seconds : 3)) name
  for i in 1 2 3; do
    first_answer 0 /api/resource "${beside_command[@]}" >>"$work/start.ours"
    first_answer "$better_auth_port" /api/auth/ok "${better_auth_command[@]}" >>"$work/start.better-auth"
    first_answer "$keycloak_port" /realms/bench "${keycloak_command[@]}" >>"$work/start.keycloak"
  done
  start_ours_beside
  start_better_auth
  start_keycloak
  sleep 30
  idle=("$(rss_mb "$beside")" "$(rss_mb "$keycloak_pid")" "$(rss_mb "$better_auth_pid")")
  # The JIT compilation of Keycloak takes longer than one round.
  for name in keycloak_check keycloak_introspection keycloak_log_in keycloak_refresh keycloak_code; do
    seconds=$((4 * warmup)) "measure_$name" >/dev/null
  done
  in_turn our_check keycloak_check better_auth_check better_auth_cached our_introspection keycloak_introspection \
    our_log_in keycloak_log_in better_auth_log_in our_refresh keycloak_refresh our_renewal our_code keycloak_code
  loaded=("$(rss_mb "$beside")" "$(rss_mb "$keycloak_pid")" "$(rss_mb "$better_auth_pid")")
}

# compared WHAT COLUMN NAME...: prints a row of the table from files below $work. The name - stands for an empty cell.
compared() {
  local name
  printf '| %s |' "$1"
  for name in "${@:3}"; do
    [[ $name == - ]] && printf ' – |' || printf ' %s |' "$(median_of "$2" "$work/$name")"
  done
  echo
}

peers() {
  prepare_peers
  measure_peers
  cat <<END
### Beside others

- Keycloak $keycloak_version on the same JDK, after \`kc.sh build --db=postgres\`, by
  \`kc.sh start --optimized $keycloak_options\`; passwords: Argon2id, 7 MiB, 5 passes
- better-auth $better_auth_version on Node.js $(node -v | tr -d v); passwords: scrypt, N 16384, r 16, p 1
- both with $(postgres_version); REST-auth with its embedded database, and no cached passwords; passwords: Argon2id, 19 MiB, 2 passes
- medians of $rounds rounds of at most 3 s for each call of each program; all programs run, and are measured in turn

$(header 'what | REST-auth | Keycloak | better-auth')
$(compared 'token checks a second, 32 connections' 1 our_check keycloak_check better_auth_check)
$(compared '… p99 ms' 2 our_check keycloak_check better_auth_check)
$(compared '… a second, with the session cached in a cookie' 1 - - better_auth_cached)
$(compared 'introspections a second, 32 connections' 1 our_introspection keycloak_introspection -)
$(compared 'log-ins a second, 8 connections' 1 our_log_in keycloak_log_in better_auth_log_in)
$(compared 'token refreshes a second, 32 connections' 1 our_refresh keycloak_refresh -)
$(code_rows -)
$(compared 'renewals a second, 32 connections' 1 our_renewal - -)
$(compared 'from the start to the first answer, ms, median of 3' 1 start.{ours,keycloak,better-auth})
| resident memory, idle, 30 s after the start, MB$(printf ' | %s' "${idle[@]}") |
| resident memory, after the load above, MB$(printf ' | %s' "${loaded[@]}") |
END
}
