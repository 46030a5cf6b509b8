#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 400
# Much through the console, both directions: 10 MB out, 10 MB of any bytes in and out again, both
# streams at once, a reader that goes away, input that comes late.
. "$(dirname "$0")/../tap.sh"

large=$T/large
ok "large.c builds" "$SAMARA" cc -O1 -o "$large" "$ROOT/tests/system/large.c"
awk 'BEGIN { for (i = 0; i < 170000; i++) printf "line %07d of a large output, all of which has to arrive\n", i }' \
	>"$T/wanted"
head -c 10000000 /dev/urandom >"$T/random"
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "error line %07d\n", i }' >"$T/errors"

try() { # WAY COMMAND...: the program and how to run it
	way=$1
	shift
	timeout -s KILL 100 "$@" out 170000 >"$T/out" 2>"$T/err" </dev/null
	is "$?" 0 "$way: exit status of 10 MB out"
	ok "$way: 10 MB out arrive whole" cmp "$T/out" "$T/wanted"
	timeout -s KILL 100 "$@" copy <"$T/random" >"$T/out" 2>"$T/err"
	is "$?" 0 "$way: exit status of 10 MB in and out"
	ok "$way: 10 MB of random bytes come back the same" cmp "$T/out" "$T/random"
	is "$(head -c 300000 "$T/random" | timeout -s KILL 60 "$@" count 2>"$T/err")" 300000 \
		"$way: a pipe of input is read to its end"
	timeout -s KILL 60 "$@" both 3000 >"$T/out" 2>"$T/err" </dev/null
	ok "$way: both streams, output" sh -c "head -n 3000 '$T/wanted' | cmp - '$T/out'"
	ok "$way: both streams, errors" cmp "$T/err" "$T/errors"
	is "$( (sleep 0.4; echo one; sleep 0.4; echo two) | timeout -s KILL 30 "$@" copy 2>&1)" \
		"one
two" "$way: input that comes late"
	timeout -s KILL 30 "$@" out 170000 2>"$T/err" </dev/null | head -n 1 >"$T/out"
	is "$(cat "$T/out")" "$(head -n 1 "$T/wanted")" "$way: a reader that goes away ends it"
	# Somewhere in the middle of a report the reader goes, and the status is the crash's all the same.
	wrong=
	for lines in 1 2 3 4 5 6 7 8 9 10 11 12; do
		for again in 1 2; do
			timeout -s KILL 60 "$@" crash 2>&1 </dev/null | head -n $lines >/dev/null
			status=${PIPESTATUS[0]}
			[ "$status" = 139 ] || [ "$status" = 141 ] || wrong="$wrong $status"
		done
	done
	is "$wrong" "" "$way: a reader that goes away during a crash report"
}
try process "$large"
try microvm "$SAMARA" run --on qemu "$large"
if kvm_works; then
	try kvm "$SAMARA" run --on kvm "$large"
else
	skip kvm "/dev/kvm doesn't work here"
fi
finish
