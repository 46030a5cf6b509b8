#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 300
# GNU libsigsegv's own checks: handlers of page faults, and of stack overflow on alternate
# stacks. Its configure opens files, so plain musl's compiler stands in there; make takes
# `samara cc`.
. "$(dirname "$0")/program.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
native_cc="musl-gcc -static"

# What is generated has to be newer than what it is generated from.
build() {
	touch aclocal.m4 && touch configure config.h.in && touch Makefile.in */Makefile.in &&
		env -u MAKEFLAGS CC="musl-gcc -static" ./configure --disable-shared \
			--disable-dependency-tracking &&
		env -u MAKEFLAGS make CC="$1" &&
		env -u MAKEFLAGS make -C tests CC="$1" check TESTS=
}
program libsigsegv build

for check in catch-segv1 catch-segv2 segv-dispatcher1 catch-stackoverflow1 catch-stackoverflow2; do
	file=tests/test-$check
	timeout -s KILL 20 "$native/$file" >"$T/native.out" 2>"$T/err"
	is $? 0 "$check passes on Linux"
	for cpus in 1 2; do
		SAMARA_CPUS=$cpus timeout -s KILL 20 "$image/$file" >"$T/out" 2>"$T/err"
		is $? 0 "process with $cpus CPU: $check"
		ok "process with $cpus CPU: $check, the same output" diff "$T/native.out" "$T/out"
	done
	run qemu "$image/$file" >"$T/out" 2>"$T/err"
	is $? 0 "qemu: $check"
	ok "qemu: $check, the same output" diff "$T/native.out" "$T/out"
done
finish
