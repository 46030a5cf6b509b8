#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Protection: over ten starts the image, the stack, the heap, mappings and the stack guard are
# each time somewhere or something else, both ways to run.
. "$(dirname "$0")/../tap.sh"

ok "addresses.c builds" "$SAMARA" cc -O1 -o "$T/addresses" "$ROOT/tests/system/addresses.c"
differs() { # WAY COMMAND...
	way=$1
	shift
	: >"$T/seen"
	for start in 1 2 3 4 5 6 7 8 9 10; do
		timeout -s KILL 30 "$@" </dev/null >>"$T/seen" 2>"$T/err" || sed 's/^/# /' "$T/err"
	done
	is "$(wc -l <"$T/seen")" 10 "$way: ten starts"
	for column in 2 4 6 8 10; do
		name=$(awk -v c=$column 'NR == 1 { print $(c - 1) }' "$T/seen")
		count=$(awk -v c=$column '{ sub(/...$/, "", $c); print $c }' "$T/seen" | sort -u | wc -l)
		# by chance two may be the same, once in ten thousand runs
		ok "$way: ${name:-?} differs each time: $count places of 10" test "$count" -ge 9
	done
}
differs process "$T/addresses"
differs microvm "$SAMARA" run --on qemu "$T/addresses"
if kvm_works; then
	differs kvm "$SAMARA" run --on kvm "$T/addresses"
else
	skip "kvm" "/dev/kvm doesn't work here"
fi
finish
