#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 300
# Programs under stress, every way the machine offers: random.c and events.c (SEED=N and SEED=random begin elsewhere;
# SECONDS_EACH=N takes longer), and stressors.c, which does the same on plain Linux.
. "$(dirname "$0")/../tap.sh"
SECONDS_EACH=${SECONDS_EACH:-4}
programs=$BUILD/tests/stress
mkdir -p "$programs"
seed

for name in random events stressors; do
	ok "$name builds" "$SAMARA" cc -O1 -Wall -Wextra -Werror "$ROOT/tests/stress/$name.c" -o "$programs/$name"
done
ok "stressors builds for Linux" gcc -O1 -w "$ROOT/tests/stress/stressors.c" -o "$programs/stressors.linux"
"$programs/stressors.linux" >"$T/linux.out" 2>&1
is $? 0 "stressors: Linux itself"

# way WAY PROGRAM ARGUMENT...: run it so, bounded in time
way() {
	local how=$1 program=$2 limit=$((SECONDS_EACH + 100))
	shift 2
	case $how in
	process) SAMARA_CPUS=1 timeout -s KILL $limit "$program" "$@" ;;
	process2) SAMARA_CPUS=2 timeout -s KILL $limit "$program" "$@" ;;
	microvm) timeout -s KILL $limit "$SAMARA" run --on qemu -m 64M "$program" "$@" ;;
	kvm) timeout -s KILL $limit "$SAMARA" run --on kvm -m 64M "$program" "$@" ;;
	esac
}

for how in process process2 microvm kvm; do
	if [ $how = kvm ] && ! kvm_works; then
		skip "stress, kvm" "/dev/kvm doesn't work here"
		continue
	fi
	ok "random, $how, SEED=$SEED" way $how "$programs/random" $SEED $SECONDS_EACH
	ok "events, $how, SEED=$SEED" way $how "$programs/events" $SEED $((SECONDS_EACH / 2))
	if [ $how = kvm ] && ! grep -qwE 'vmx|svm' /proc/cpuinfo; then
		skip "stressors, kvm" "an emulated /dev/kvm takes minutes"
		continue
	fi
	way $how "$programs/stressors" >"$T/out" 2>&1
	is $? 0 "stressors, $how"
	ok "stressors, $how: what Linux says" diff "$T/linux.out" "$T/out"
done
finish
