#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 900
# The guest's clocks go as fast as the host's: after DRIFT_SECONDS (10; `make soak` takes 600) neither
# is off by more than 10 ms. All ways at the same time.
. "$(dirname "$0")/../tap.sh"

seconds=${DRIFT_SECONDS:-10}
most=10000 # microseconds
cd "$T" || exit 1
ok "drift.c builds" "$SAMARA" cc -O1 -o drift "$ROOT/tests/system/drift.c"
ok "the other end builds" gcc -O1 -o compare "$ROOT/tests/tools/drift.c"

start() { # WAY COMMAND...
	ways+=" $1"
	timeout -s KILL $((seconds + 60)) "${@:2}" "$seconds" 2>"$1.err" </dev/null | ./compare >"$1.out" &
}
ways=
start process ./drift
start microvm "$SAMARA" run --on qemu ./drift
start q35 "$SAMARA" run --on qemu --machine q35 ./drift
if kvm_works; then
	start kvm "$SAMARA" run --on kvm ./drift
else
	skip kvm "/dev/kvm doesn't work here"
fi
wait
for way in $ways; do
	read -r monotonic wall passed <"$way.out"
	echo "# $way: monotonic clock $monotonic us ahead after $passed s, wall clock $wall us"
	[ "${monotonic#-}" -le $most ] 2>/dev/null && [ "${wall#-}" -le $most ] && [ "$passed" -ge "$seconds" ]
	result $? "$way: no drift in $seconds s" || cat "$way.out" "$way.err" | sed 's/^/# /'
done
finish
