#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 300
# liblzma with four threads, built by its own rules: 10 MB through its example of a compressor, and
# back through xzdec; xz itself needs pipe(2). Its configure opens files, so plain musl's compiler
# stands in there; make takes `samara cc`.
. "$(dirname "$0")/program.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
native_cc="musl-gcc -static"

# What is generated has to be newer than what it is generated from.
build() {
	touch aclocal.m4 && touch configure config.h.in && find . -name Makefile.in -exec touch {} + &&
		env -u MAKEFLAGS CC="musl-gcc -static" ./configure --disable-shared --disable-nls \
			--disable-sandbox --disable-scripts --disable-doc --disable-dependency-tracking &&
		env -u MAKEFLAGS make -j2 -C src/liblzma CC="$1" &&
		env -u MAKEFLAGS make -j2 -C src/xzdec CC="$1" &&
		sed 's/lzma_cputhreads()/4/; s/LZMA_PRESET_DEFAULT/0/; s/block_size = 0/block_size = 1 << 20/' \
			doc/examples/04_compress_easy_mt.c >compress.c &&
		$1 -O2 -Isrc/liblzma/api compress.c \
			src/liblzma/.libs/liblzma.a -lpthread -o compress
}
program xz-utils build

# 10 MB: sources, as often as it takes, and a part that doesn't compress
{
	for i in 1 2 3 4 5 6 7 8; do
		find "$image/src" "$image/po" -type f -name '*.[chpo]*' ! -name '*.o' | sort | xargs cat 2>/dev/null
	done | head -c 9000000
	head -c 10000000 /dev/urandom
} | head -c 10000000 >"$T/data"
"$native/compress" <"$T/data" >"$T/native.xz"

# both WAY COMMAND FOLDER: compress with threads there and decompress here, and the reverse
both() {
	$2 "$3/compress" <"$T/data" >"$T/out.xz" 2>"$T/err"
	is "$?: $(cat "$T/err")" "0: " "$1: compressing with threads"
	ok "$1: the same compressed bytes as on Linux" cmp "$T/out.xz" "$T/native.xz"
	ok "$1: the host decompresses it" sh -c "xz -d -c <'$T/out.xz' | cmp - '$T/data'"
	$2 "$3/src/xzdec/xzdec" <"$T/native.xz" >"$T/out" 2>"$T/err"
	is "$?: $(cat "$T/err")" "0: " "$1: decompressing"
	ok "$1: the same bytes again" cmp "$T/out" "$T/data"
}
for cpus in 1 2; do
	both "process, CPUs: $cpus" "env SAMARA_CPUS=$cpus timeout -s KILL 60" "$image"
done
both qemu "run qemu -m 512M" "$image"
finish
