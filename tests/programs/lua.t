#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 400
# The Lua interpreter runs lua.lua from standard input: the output, the exit status and the
# standard error are those of the host's own build.
. "$(dirname "$0")/program.sh"

build() {
	env -u MAKEFLAGS make -j2 linux CC="$1 -std=gnu99"
}
program lua5.4 build

script=$ROOT/tests/programs/lua.lua
TZ=UTC NAME=Ada "$native/src/lua" - one "two words" <"$script" >"$T/native.out" 2>"$T/native.err"
is $? 7 "the host's build ends with the script's status"

for way in $platforms; do
	if [ $way = kvm ] && ! grep -qwE 'vmx|svm' /proc/cpuinfo; then
		is "$(echo 'print(6 * 7)' | run kvm -m 128M "$image/src/lua" -)" 42 "kvm: a line"
		skip "kvm: the script" "an emulated /dev/kvm takes a minute"
		continue
	fi
	run "$way" -m 128M -e TZ=UTC -e NAME=Ada "$image/src/lua" - one "two words" \
		<"$script" >"$T/out" 2>"$T/err"
	is $? 7 "$way: exit status"
	ok "$way: standard output" diff "$T/native.out" "$T/out"
	ok "$way: standard error" diff "$T/native.err" "$T/err"
done
ok "the image runs by itself" sh -c \
	"echo 'print(6 * 7)' | timeout -s KILL 20 '$image/src/lua' | grep -x 42"
finish
