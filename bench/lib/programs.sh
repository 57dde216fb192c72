# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Starts REST-auth of this or another revision.

# program_of WHAT: sets the array built to the command that starts a program. WHAT is a checkout, the one jar, or a revision of
# this repository. The jar gets the options of this checkout's launcher, without a cache. The first use of a revision unpacks
# and builds it below bench/target/old.
program_of() {
  local options i
  if [[ -x $1/restauth ]]; then
    built=("$(readlink -f "$1")/restauth")
  elif [[ $1 == *.jar && -r $1 ]]; then
    start options "$root/restauth" serve --port 0 --data "$work/options"
    make_bare_command "$pid" nobody
    stop "$pid"
    for i in "${!bare_command[@]}"; do
      [[ ${bare_command[i]} != -cp ]] || break
    done
    built=(env MALLOC_ARENA_MAX=1 "${bare_command[@]:0:i}" -jar "$(readlink -f "$1")")
  else
    local commit folder
    commit=$(git -C "$root" rev-parse -q --verify "$1^{commit}") || die "there is no checkout, jar or revision $1"
    folder=$root/bench/target/old/$commit
    if [[ ! -x $folder/restauth ]]; then
      mkdir -p "$folder"
      git -C "$root" archive "$commit" | tar -x -C "$folder"
    fi
    built=("$folder/restauth")
  fi
  "${built[@]}" --version >/dev/null || die "$1 does not start" # builds a checkout
}
