#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 600
# The official test suite of Lua 5.1 (its copy in gopher-lua's source), run by the unmodified
# interpreter: the output is that of the host's own build. There are no files yet, so the
# scripts go in as strings; lua-suite.lua names the six that are left out, and why.
. "$(dirname "$0")/program.sh"

build() {
	env -u MAKEFLAGS make -j2 -C src MYCFLAGS=-DLUA_USE_POSIX CC="$1 -std=gnu99" all
}
program lua5.1 build
"$ROOT/deps/fetch" golang-github-yuin-gopher-lua "$BUILD/deps" ||
	skip_all "the source of gopher-lua can't be fetched"

# One word of pm.lua is for gopher-lua's parser alone ("do;"); the rest is as it came.
suite() {
	cat "$ROOT/tests/programs/lua-suite.lua"
	for file in "$BUILD"/deps/golang-github-yuin-gopher-lua/_lua5.1-tests/*.lua; do
		printf 'source["%s"] = [==========[\n' "${file##*/}"
		sed 's/ do; / do /' "$file"
		printf ']==========]\n'
	done
	echo 'return assert(loadfile("all.lua"))()'
}

# Without times, amounts of memory, and what follows from the C library's rand().
plain() {
	sed 's/in [0-9.]* sec\./in N sec./; s/^total time: .*/total time/
		s/total memory: .*/total memory/; s/with [0-9]* comparisons/with N comparisons/' "$1"
}

suite >"$T/suite"
"$native/src/lua" - <"$T/suite" >"$T/native.raw" 2>"$T/native.err"
is $? 0 "the host's build passes the suite"
plain "$T/native.raw" >"$T/native.out"
ok "to its end" grep -x 'final OK !!!' "$T/native.out"
is "$(grep -c '^left out:' "$T/native.out")" 6 "six scripts of 23 are left out"

for way in $platforms; do
	if [ $way = kvm ] && ! grep -qwE 'vmx|svm' /proc/cpuinfo; then
		skip "kvm" "an emulated /dev/kvm takes minutes"
		continue
	fi
	run "$way" -m 128M "$image/src/lua" - <"$T/suite" >"$T/raw" 2>"$T/err"
	is $? 0 "$way: exit status"
	plain "$T/raw" >"$T/out"
	ok "$way: standard output" diff "$T/native.out" "$T/out"
	is "$(tr -d . <"$T/err")" "" "$way: on standard error only the collector's points"
done
finish
