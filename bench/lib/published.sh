# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Reads figures from docs/performance.md.

# published HEADING ROW COLUMN: prints the number in a column of the table below a heading. ROW contains the first cells of the
# row. Bars separate the cells, as in the document.
published() {
  awk -F' *[|] *' -v heading="### $1" -v row="$2" -v column="$3" '
    /^##/ { inside = $0 == heading; at = 0 }
    !inside || !/^[|]/ { next }
    !at { for (i = 2; i < NF; i++) if ($i == column) at = i; next }
    index($0, "| " row " |") == 1 { gsub(/[^0-9.]/, "", $at); print $at; found = $at != ""; exit }
    END { exit !found }' "${document:?}" ||
    die "docs/performance.md has no \"$3\" of \"$2\" below \"$1\"; bench/run writes it"
}
