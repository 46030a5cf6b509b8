#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 600
# Random sequences of system calls have the same results as on the Linux that runs this: always the
# same ones, or SEED=N, SEED=random; ROUNDS=N tries as many seeds, each with STEPS=N calls.
. "$(dirname "$0")/../tap.sh"
random=
[ "${SEED:-}" != random ] || random=1 # some sequences end the program itself, by a call on its own memory
seed
ROUNDS=${ROUNDS:-3}
STEPS=${STEPS:-3000}
programs=$BUILD/tests/compare
mkdir -p "$programs"

ok "builds for Linux" gcc -O1 -w "$ROOT/tests/compare/calls.c" -o "$programs/calls.linux"
ok "builds" "$SAMARA" cc -O1 -Wall -Wextra -Werror "$ROOT/tests/compare/calls.c" -o "$programs/calls"

# way WAY SEED: the program's output and its status, run so
way() {
	case $1 in
	linux) timeout -s KILL 60 "$programs/calls.linux" "$2" "$STEPS" ;;
	process) SAMARA_CPUS=1 timeout -s KILL 60 "$programs/calls" "$2" "$STEPS" ;;
	process2) SAMARA_CPUS=2 timeout -s KILL 60 "$programs/calls" "$2" "$STEPS" ;;
	microvm) timeout -s KILL 100 "$SAMARA" run --on qemu -m 32M "$programs/calls" "$2" "$STEPS" ;;
	esac </dev/null 2>&1
	echo "status $?"
}

for ((n = 0; n < ROUNDS; n++)); do
	seed=$((SEED + n))
	way linux $seed >"$T/linux"
	if [ "$random" ] && [ "$(tail -n 1 "$T/linux")" != "status 0" ]; then
		skip "SEED=$seed" "it ends on Linux before its end"
		continue
	fi
	is "$(tail -n 1 "$T/linux")" "status 0" "SEED=$seed, Linux"
	for how in process process2 microvm; do
		way $how $seed >"$T/out"
		ok "SEED=$seed, $how: what Linux says" diff "$T/linux" "$T/out"
	done
done
finish
