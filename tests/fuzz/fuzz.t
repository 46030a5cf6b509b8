#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 180
# Each fuzz target for about a second; SEED=N or SEED=random begin elsewhere. `make fuzz` is the long form.
. "$(dirname "$0")/../tap.sh"

seed
cd "$T" || exit 1
mkdir image
"$SAMARA" cc -Os "$ROOT/tests/guest/hello.c" -o image/hello && strip -g image/hello
result $? "an image to damage"
mkdir root && echo x >root/x && "$SAMARA" cc -Os --root root "$ROOT/tests/guest/root.c" -o image/root && strip image/root
result $? "another one"
kept=$BUILD/tests/fuzz
for file in "$ROOT"/tests/fuzz/*.c; do
	name=$(basename "$file" .c)
	[ "$name" != driver ] || continue
	seeds=$ROOT/tests/fuzz/seeds/$name
	case $name in command | elf) seeds=image ;; esac
	[ -d "$seeds" ] || seeds=
	ok "$name" "$BUILD/tests/fuzz/$name" -seed="$SEED" -max_total_time=1 $seeds
	sed -n "s/^\([0-9]* inputs\)$/#   \1/p" "$T/.tap"
	[ ! -e "$name.crash" ] || { cp "$name.crash" "$kept/" && echo "#   kept in tests/fuzz/$name.crash"; }
done
finish
