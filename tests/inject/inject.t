#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 240
# One allocation of the libos fails: programs go on or complain, the libos doesn't crash, hang or keep memory.
# Which ones SEED says; `make soak` takes every allocation.
. "$(dirname "$0")/../tap.sh"

seed
for part in "process 40" "process2 30" "microvm 8"; do
	set -- $part
	file=
	[ "$1" != microvm ] || file=tests/inject/memory.c
	"$ROOT/tests/inject/run" -b "$BUILD" -w "$1" -n "$2" $file >"$T/log" 2>&1
	result $? "injected failures, $1"
	grep -v '^skip' "$T/log" | sed 's/^#* */# /'
done
# A failure that the test must see: the same library, told that every allocation fails from the first on.
"$BUILD/inject/bin/samara" cc -O1 -o "$T/image" "$ROOT/tests/inject/memory.c"
SAMARA_INJECT=1+ timeout -s KILL 20 "$T/image" 2>"$T/err"
is $? 3 "without any memory the program says so"
finish
