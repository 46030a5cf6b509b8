#!/bin/sh
# SPDX-License-Identifier: ISC
# The printf family of images, which libc/ has its own conversion for, prints random numbers and
# formats as plain musl does. SEED=N and SEED=random are others.
. "$(dirname "$0")/../tap.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
seed
source=$ROOT/tests/programs/printf.c

# same: the outputs are equal; else the first lines that differ
same() {
	diff "$T/plain.out" "$T/image.out" >"$T/difference" || {
		head -n 20 "$T/difference"
		return 1
	}
}

ok "plain musl" musl-gcc -O1 -w -static "$source" -o "$T/plain"
ok "image" "$SAMARA" cc -O1 -w "$source" -o "$T/image"
for way in $SEED 1; do
	timeout -s KILL 60 "$T/plain" "$way" 100000 >"$T/plain.out"
	timeout -s KILL 60 "$T/image" "$way" 100000 >"$T/image.out"
	is $? 0 "seed $way: exit status"
	ok "seed $way: the same text" same
done
timeout -s KILL 60 "$SAMARA" run --on qemu "$T/image" 1 3000 >"$T/image.out"
"$T/plain" 1 3000 >"$T/plain.out"
ok "the same text in the VM" same
finish
