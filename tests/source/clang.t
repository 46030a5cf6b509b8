#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 600
# Everything builds with clang too, without a warning, and what it builds runs.
. "$(dirname "$0")/../tap.sh"

unset MAKEFLAGS MAKELEVEL
clang=$BUILD/clang
mkdir -p "$clang"
[ -e "$clang/deps" ] || ln -s "$BUILD/deps" "$clang/deps" # the sources are the same
ok "everything builds with clang" make -C "$ROOT" -j2 -s CC=clang BUILD="$clang" all
ok "hello builds with that" "$clang/bin/samara" cc -o "$T/hello" "$ROOT/tests/guest/hello.c"
is "$(timeout -s KILL 20 "$T/hello" Ada 2>&1)" "Hello, Ada!" "hello runs as a process"
is "$(timeout -s KILL 60 "$clang/bin/samara" run --on qemu "$T/hello" Ada 2>&1)" "Hello, Ada!" \
	"hello runs in a VM"
SAMARA_CC=clang ok "the command drives clang" "$BUILD/bin/samara" cc -o "$T/by-clang" \
	"$ROOT/tests/guest/hello.c"
is "$(timeout -s KILL 20 "$T/by-clang" Ada 2>&1)" "Hello, Ada!" "a program that clang compiled runs"
finish
