# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# better-auth with Node.js and PostgreSQL, set up as its documentation describes (peers/better-auth/server.mjs).

prepare_better_auth() {
  local target=$root/bench/target folder=$root/bench/target/better-auth
  better_auth_version=$(sed -nE 's/.*"better-auth": "([^"]+)".*/\1/p' "$root/bench/peers/better-auth/package.json")
  mkdir -p "$folder"
  cp "$root"/bench/peers/better-auth/{*.json,*.mjs,.npmrc} "$folder"
  if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/installed"; then
    (cd "$folder" && step "installing better-auth with npm" "$target/better-auth.log" npm ci) || die "failed: see bench/target/better-auth.log"
    cp "$folder/package-lock.json" "$folder/node_modules/installed"
  fi
  "$bin/createdb" -h 127.0.0.1 -p "$port" -U postgres better_auth
  better_auth_port=$((30000 + SRANDOM % 2000)) better_auth_url=http://127.0.0.1:$better_auth_port/api/auth
  better_auth_command=(env NODE_ENV=production "DATABASE_URL=postgres://postgres@127.0.0.1:$port/better_auth"
    node "$folder/server.mjs" "$better_auth_port")
  BETTER_AUTH_SECRET=$(head -c 32 /dev/urandom | base64)
  export BETTER_AUTH_SECRET
  "${better_auth_command[@]}" migrate
}

start_better_auth() {
  start better-auth "${better_auth_command[@]}"
  better_auth_pid=$pid
  COOKIE_CACHE=1 start better-auth-cached "${better_auth_command[@]:0:${#better_auth_command[@]}-1}" $((better_auth_port + 1))
  better_auth_cached_pid=$pid better_auth_cached_url=$url/api/auth
  require_loopback "$better_auth_pid"
}

better_auth_form='{"email":"miguel@example.com","password":"python-is-fun"}'

# better_auth_cookies URL: prints the Cookie field of a log-in.
better_auth_cookies() {
  curl -si -H 'Content-Type: application/json' -d "$better_auth_form" "$1/sign-in/email" |
    sed -nE 's/^set-cookie: ([^;]+).*/\1/Ip' | paste -sd ';' | sed 's/^/Cookie: /'
}

# session PID URL: measures reading a session. better-auth also answers an invalid session with 200.
session() {
  local cookies
  cookies=$(better_auth_cookies "$2")
  [[ $(curl -sf -H "$cookies" "$2/get-session") == *miguel@example.com* ]] || die "better-auth does not accept its session"
  load "$1" "$2" /get-session 32 "$seconds" -H "$cookies"
}

measure_better_auth_check() { session "$better_auth_pid" "$better_auth_url"; }
measure_better_auth_cached() { session "$better_auth_cached_pid" "$better_auth_cached_url"; }

measure_better_auth_log_in() {
  BODY=$better_auth_form load "$better_auth_pid" "$better_auth_url" /sign-in/email 8 "$seconds" -s "$root/bench/lib/post.lua"
}
