#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 600
# bzip2: its own `make test`, as a process and in the VM, and 10 MB through standard input and
# output: the same compressed bytes as the host's own build, and the same bytes after
# decompression.
. "$(dirname "$0")/program.sh"

build() {
	env -u MAKEFLAGS make -j2 CC="$1" bzip2 bzip2recover
}
program bzip2 build
limit=240

# its_test WAY: upstream's `make test` in a directory where ./bzip2 runs the image that way
its_test() {
	rm -rf "$T/test"
	cp -r "$image" "$T/test"
	if [ "$1" != directly ]; then
		printf '#!/bin/sh\nexec "%s" run --on %s "%s" "$@"\n' "$SAMARA" "$1" "$image/bzip2" \
			>"$T/test/bzip2"
	fi
	env -u MAKEFLAGS timeout -s KILL $limit make -C "$T/test" -o bzip2 test
}
ok "directly: make test" its_test directly
for way in $platforms; do
	ok "$way: make test" its_test "$way"
done

# 10 MB: the source of the C library, and a part that doesn't compress
{
	find "$BUILD/deps/musl/" "$BUILD/deps/zlib/" "$BUILD/deps/bzip2/" -type f 2>/dev/null | sort |
		xargs -d '\n' cat 2>/dev/null | head -c 9000000
	head -c 10000000 /dev/urandom
} | head -c 10000000 >"$T/data"
"$native/bzip2" -c <"$T/data" >"$T/native.bz2"
for way in $platforms; do
	run "$way" "$image/bzip2" -c <"$T/data" >"$T/out.bz2" 2>"$T/err"
	is "$?: $(cat "$T/err")" "0: " "$way: compressing 10 MB"
	ok "$way: compressed as on the host" cmp "$T/out.bz2" "$T/native.bz2"
	run "$way" "$image/bzip2" -d -c <"$T/native.bz2" >"$T/out" 2>"$T/err"
	is "$?: $(cat "$T/err")" "0: " "$way: decompressing 10 MB"
	ok "$way: the same bytes again" cmp "$T/out" "$T/data"
	head -c 100000 "$T/native.bz2" | run "$way" "$image/bzip2" -t >"$T/out" 2>&1
	is $? 2 "$way: a compressed file that is cut off is refused"
done
finish
