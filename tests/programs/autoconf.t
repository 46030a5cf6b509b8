#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 900
# Projects with autoconf: `./configure CC="samara cc" && make check` finds and does the same as with plain
# musl. Their programs run on the host's files, as any Linux program does; those of configure too.
# PROJECTS="hello sed grep" takes more of them; autoconf.txt has the tests that need other processes.
. "$(dirname "$0")/program.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
native_cc="musl-gcc -static"
list=$ROOT/tests/programs/autoconf.txt

# Their answers don't depend on what a process can open at most, or who it is.
build() {
	env -u MAKEFLAGS FORCE_UNSAFE_CONFIGURE=1 ./configure CC="$1" CFLAGS="-O1 -w" --disable-nls \
		--disable-dependency-tracking && env -u MAKEFLAGS make -j2 || return 1
	env -u MAKEFLAGS make -k check
	true
}

# results DIRECTORY: each test of the project with its result
results() {
	(cd "$1" && find . -name '*.trs' | sort | while read -r file; do
		echo "${file%.trs} $(sed -n 's/^:global-test-result: //p' "$file")"
	done)
}

for project in ${PROJECTS:-hello}; do
	program $project build
	for kind in native image; do
		eval "directory=\$$kind"
		results "$directory" >"$T/$kind.results"
		sed 's/ *#.*//' "$list" | awk -v project=$project '$1 == project { print $2 }' |
			grep -v -w -F -f - "$T/$kind.results" >"$T/$kind.wanted"
		cat "$directory"/config.h >"$T/$kind.config"
	done
	ok "$project: configure has found the same" diff "$T/native.config" "$T/image.config"
	ok "$project: tests have passed on Linux" grep -q ' PASS$' "$T/native.results"
	ok "$project: make check" diff "$T/native.wanted" "$T/image.wanted"
	sed 's/ *#.*//' "$list" | awk -v project=$project '$1 == project { print $2 }' |
		grep -w -F -f - "$T/image.results" | grep 'PASS$' >"$T/passed"
	is "$(cat "$T/passed")" "" "$project: those in autoconf.txt fail"
done
finish
