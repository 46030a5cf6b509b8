#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 400
# zlib, built by its own ./configure && make: minigzip over standard input and output agrees
# with gzip in both directions, and with the host's own build byte for byte.
. "$(dirname "$0")/program.sh"

build() {
	env -u MAKEFLAGS CC="$1" ./configure --static && env -u MAKEFLAGS make -j2
}
program zlib build

{
	cat "$image"/*.c "$image"/doc/* "$image/libz.a"
	head -c 200000 /dev/urandom
} >"$T/data"
for level in 1 9; do
	"$native/minigzip" -$level <"$T/data" >"$T/native.$level.gz"
done
gzip -6 -c <"$T/data" >"$T/gzip.gz"

for way in $platforms; do
	for level in 1 9; do
		run "$way" "$image/minigzip" -$level <"$T/data" >"$T/out.gz" 2>"$T/err"
		is "$?: $(cat "$T/err")" "0: " "$way: minigzip -$level"
		ok "$way: -$level, the same bytes as from the host's build" \
			cmp "$T/out.gz" "$T/native.$level.gz"
		ok "$way: -$level, gzip decompresses it" \
			sh -c "gzip -d -c <'$T/out.gz' | cmp - '$T/data'"
	done
	run "$way" "$image/minigzip" -d <"$T/gzip.gz" >"$T/out" 2>"$T/err"
	is "$?: $(cat "$T/err")" "0: " "$way: minigzip -d on what gzip made"
	ok "$way: the same bytes again" cmp "$T/out" "$T/data"
done
finish
