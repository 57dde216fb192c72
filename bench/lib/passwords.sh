# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Log-ins and registrations, and other ways to get a token. The sourcing script sets rounds and seconds.

account=miguel password=python

# in_turn NAME...: runs each measure_NAME in turn, round by round, with the output in $work/NAME. The first round warms up.
in_turn() {
  local round name
  rm -f "${@/#/$work/}"
  for ((round = -1; round < rounds; round++)); do
    for name in "$@"; do "measure_$name" >>"$work/$name"; done
  done
  sed -i 1d "${@/#/$work/}"
}

# register NAME URL
register() {
  curl -sf -o /dev/null -H 'Content-Type: application/json' -d "{\"username\":\"$1\",\"password\":\"$password\"}" "$2/api/users"
}

by_password() { printf 'Authorization: Basic %s' "$(printf '%s:%s' "$1" "$password" | base64 -w0)"; }

# log_in NAME URL MEMBER: prints the token in a member of the response.
log_in() { curl -sf -u "$1:$password" "$2/api/token?refresh=true" | member "$3"; }

# Starts a server that hashes the password of each log-in.
start_hashing() {
  start hashing "$root/restauth" serve --port 0 --data "$work/hashing" --verified-password-duration 0
  hashing=$pid hashing_url=$url
  register "$account" "$url"
}

measure_log_ins() { load "$hashing" "$hashing_url" /api/token 8 "$seconds" -H "$(by_password $account)"; }

measure_registrations() {
  BODY='{"username":"new-#","password":"'$password'"}' load "$hashing" "$hashing_url" /api/users 8 "$seconds" -s "$root/bench/lib/post.lua"
}

# Prints the hashes per second of the reference program on all cores, computed from the times that it reports.
measure_argon2() {
  local cores
  cores=$(nproc)
  seq $((cores * 20)) | xargs -P "$cores" -I {} sh -c \
    'printf python | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1' |
    awk -v cores="$cores" '/seconds/ && !/Verification/ { printf "%.0f\n", cores / $1 }' | median
}

# Compares the same call with a cached password and with a token.
measure_remembered() { load "$ours" "$ours_url" /api/resource 32 "$seconds" -H "$(by_password $account)"; }
measure_by_token() { load "$ours" "$ours_url" /api/resource 32 "$seconds" -H "$bearer"; }

# Creates a personal key of the account, in personal_key.
make_keys() {
  personal_key=$(curl -sf -u "$account:$password" -H 'Content-Type: application/json' -d '{"name":"bench"}' "$ours_url/api/me/keys" | member key)
}
measure_by_key() { load "$ours" "$ours_url" /api/resource 32 "$seconds" -H "Authorization: Bearer $personal_key"; }

passwords() {
  make_keys
  in_turn remembered by_key by_token
  start_hashing
  in_turn log_ins argon2 registrations
  stop "$hashing"
  cat <<END
### Log-ins and registrations

| what | figure |
|---|---|
| log-ins a second with a password that must be hashed, 8 connections | $(median_of 1 "$work/log_ins") |
| hashes a second of the reference \`argon2\` program, on all cores | $(median_of 1 "$work/argon2") |
| ratio of log-ins to hashes | **$(ratio 1 "$work"/{log_ins,argon2})** |
| registrations a second, 8 connections | $(median_of 1 "$work/registrations") |
| ratio of registrations to log-ins | **$(ratio 1 "$work"/{registrations,log_ins})** |
| requests a second with a cached password, 32 connections | $(median_of 1 "$work/remembered") |
| ratio to requests with a Bearer token | **$(ratio 1 "$work"/{remembered,by_token})** |
| requests a second with a personal key, 32 connections | $(median_of 1 "$work/by_key") |
| ratio to requests with a Bearer token | **$(ratio 1 "$work"/{by_key,by_token})** |

END
}

# Ways to get a token.------------------------------------------------------------------------------

# If a user logs in too often, the server revokes their oldest session. Each way therefore has a separate account.
prepare_ways() {
  local name
  for name in miguel susan rosa; do register "$name" "$ours_url"; done
  checked="Authorization: Bearer $(log_in miguel "$ours_url" token)" # a new token, because the first one may have expired by now
  log_in susan "$ours_url" token >/dev/null # otherwise 32 concurrent connections would wait for the password's hash
}

measure_check() { load "$ours" "$ours_url" /api/resource 32 "$seconds" -H "$checked"; }
measure_password() { load "$ours" "$ours_url" /api/token 32 "$seconds" -H "$(by_password susan)"; }
measure_renew() { load "$ours" "$ours_url" /api/token 32 "$seconds" -H "$checked"; }

# Each connection has a separate log-in, new in each round, because the last responses of a round are lost. wrk makes one extra
# request to inspect its response.
measure_refresh() {
  for ((i = 0; i < 32 + 1; i++)); do log_in rosa "$ours_url" refresh_token; done >"$work/lines"
  FORM='' REFRESH_TOKENS=$work/lines wrk_threads=1 load "$ours" "$ours_url" /oauth/token 32 "$seconds" -s "$root/bench/lib/refresh.lua"
}

issuing() {
  local way
  # shellcheck disable=SC2016 # Markdown's, not the shell's
  declare -A label=(
    [check]='`GET /api/resource` by token (the token check)'
    [password]='`GET /api/token` with a cached password'
    [renew]='`GET /api/token` by token'
    [refresh]='`POST /oauth/token` by refresh token'
  )
  in_turn check password renew refresh
  cat <<END
### Issuing and renewing

| call, 32 connections | req/s | ratio to the check | p99 ms | CPU µs | CPU ratio to the check |
|---|---|---|---|---|---|
END
  for way in check password renew refresh; do
    printf '| %s | %s | **%s** | %s | %s | %s |\n' "${label[$way]}" "$(median_of 1 "$work/$way")" \
      "$(ratio 1 "$work"/{"$way",check})" "$(median_of 2 "$work/$way")" "$(median_of 3 "$work/$way")" "$(ratio 3 "$work"/{"$way",check})"
  done
  echo
}
