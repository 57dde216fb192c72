# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Keycloak, set up for production as its documentation describes: PostgreSQL, built beforehand, HTTP behind a proxy. There is
# one node with --cache=local. Without that option, Keycloak would listen on other addresses than loopback.

keycloak_version=26.7.3
keycloak_sha256=77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47
keycloak_options='--cache=local --http-enabled=true --hostname-strict=false'

# The folder is below target, so that Keycloak is downloaded and built only once.
prepare_keycloak() {
  local target=$root/bench/target archive
  archive=$target/keycloak-quarkus-dist-$keycloak_version.tar.gz keycloak=$target/keycloak-$keycloak_version
  export KC_DB_URL=jdbc:postgresql://127.0.0.1:$port/keycloak KC_DB_USERNAME=postgres KC_DB_PASSWORD=none # PostgreSQL trusts local connections
  "$bin/createdb" -h 127.0.0.1 -p "$port" -U postgres keycloak
  if [[ ! -e $keycloak/built ]]; then
    find_maven
    step "fetching Keycloak $keycloak_version" "$target/keycloak.log" "${mvn[@]}" -q -N dependency:copy \
      "-Dartifact=org.keycloak:keycloak-quarkus-dist:$keycloak_version:tar.gz" "-DoutputDirectory=$target" || die "failed: see bench/target/keycloak.log"
    sha256sum --quiet -c <<<"$keycloak_sha256  $archive" || die "$archive has the wrong checksum"
    rm -rf "$keycloak"
    tar -xzf "$archive" -C "$target"
    step "running Keycloak's build step" "$target/keycloak.log" "$keycloak/bin/kc.sh" build --db=postgres || die "failed: see bench/target/keycloak.log"
    touch "$keycloak/built"
    rm "$archive"
  fi
  keycloak_port=$((20000 + SRANDOM % 10000)) keycloak_secret=$(head -c 24 /dev/urandom | base64 | tr +/ -_)
  (umask 077 && sed "s/SECRET/$keycloak_secret/" "$root/bench/peers/realm.json" >"$work/realm.json")
  step "creating Keycloak's database" "$target/keycloak.log" "$keycloak/bin/kc.sh" import --optimized --file "$work/realm.json" || die "failed: see bench/target/keycloak.log"
  # shellcheck disable=SC2206 # several words
  keycloak_command=("$keycloak/bin/kc.sh" start --optimized $keycloak_options --http-host=127.0.0.1 "--http-port=$keycloak_port")
  keycloak_url=http://127.0.0.1:$keycloak_port/realms/bench/protocol/openid-connect
}

start_keycloak() {
  local script
  (cd "$work" && exec "${keycloak_command[@]}") >"$work/keycloak.out" 2>&1 </dev/null &
  script=$!
  pids+=("$script") # the runuser process, which forwards the signal
  for ((i = 0; i < 1200; i++)); do
    ! curl -sf -o "$work/answer" "http://127.0.0.1:$keycloak_port/realms/bench" || break
    kill -0 "$script" 2>/dev/null || die "Keycloak did not start: $(<"$work/keycloak.out")"
    sleep 0.1
  done
  keycloak_pid=$(tr -d ' ' <"/proc/$script/task/$script/children") # its only child
  require_loopback "$keycloak_pid"
}

keycloak_form='client_id=app&scope=openid&username=miguel&password=python&grant_type=password'

keycloak_log_in() { curl -sf -d "$keycloak_form" "$keycloak_url/token" | member "$1"; }

# load_keycloak PATH CONNECTIONS WRK_OPTION...
load_keycloak() { load "$keycloak_pid" "$keycloak_url" "$1" "$2" "$seconds" "${@:3}"; }

# The tokens expire after five minutes, so each round gets a new one.
measure_keycloak_check() {
  load_keycloak /userinfo 32 -H "Authorization: Bearer $(keycloak_log_in access_token)"
}

measure_keycloak_introspection() {
  local token
  token=$(keycloak_log_in access_token)
  # Keycloak would answer an inactive token as fast, also with 200.
  [[ $(curl -sf -u "api:$keycloak_secret" -d "token=$token" "$keycloak_url/token/introspect") == *'"active":true'* ]] || die "Keycloak's token is not active"
  BODY="token=$token" load_keycloak /token/introspect 32 -s "$root/bench/lib/post.lua" \
    -H "Authorization: Basic $(printf 'api:%s' "$keycloak_secret" | base64 -w0)"
}

measure_keycloak_log_in() { BODY=$keycloak_form load_keycloak /token 8 -s "$root/bench/lib/post.lua"; }

measure_keycloak_refresh() {
  for ((i = 0; i < 32 + 1; i++)); do keycloak_log_in refresh_token; done >"$work/lines"
  FORM='client_id=app&' REFRESH_TOKENS=$work/lines wrk_threads=1 load_keycloak /token 32 -s "$root/bench/lib/refresh.lua"
}

# Measures code, token and userinfo for browsers that are logged in.
measure_keycloak_code() {
  java_bench CodeFlows "$keycloak_url/"{auth,token,userinfo} app miguel 8 "$seconds" "$keycloak_pid"
}
