#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 600
# libevent's own tests, `regress --no-fork` for each case: what passes on Linux passes as an image, as a
# process with 1 CPU and with 2, and in a VM a few. libevent.txt has the cases that need
# other processes or the network. VM_CASES=N takes more of them, SEED=N others; BACKENDS="epoll poll select" other
# calls to wait with.
. "$(dirname "$0")/program.sh"
. "$(dirname "$0")/cases.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"

build() {
	env -u MAKEFLAGS CC="musl-gcc -static" CFLAGS=-w ./configure --disable-shared --disable-openssl \
		--disable-samples --disable-dependency-tracking &&
		env -u MAKEFLAGS make include/event2/event-config.h &&
		env -u MAKEFLAGS make -j2 CC="$1" test/regress &&
		mv test/regress regress &&
		env -u MAKEFLAGS make CC="musl-gcc -static" test/regress
}
program libevent build image

# Those that are off by default have more than a name there.
export image
"$image/test/regress" --list-tests | awk 'NF == 1 && /\// { print $1 }' >"$T/cases.all"
ok "there are hundreds of cases" test "$(wc -l <"$T/cases.all")" -gt 300

cat >"$T/case" <<'END'
case $1 in
linux) timeout -s KILL 30 "$image/test/regress" --no-fork "$2" ;;
qemu) timeout -s KILL 120 "$SAMARA" run --on qemu -m 128M -e EVENT_NOEPOLL -e EVENT_NOPOLL \
	"$image/regress" --no-fork "$2" ;;
*) SAMARA_CPUS=$1 timeout -s KILL 30 "$image/regress" --no-fork "$2" ;;
esac
END

# By default it waits with epoll.
for backend in ${BACKENDS:-epoll}; do
	[ "$backend" = epoll ] || export EVENT_NOEPOLL=1
	[ "$backend" != select ] || export EVENT_NOPOLL=1
	passing linux 8 2 <"$T/cases.all" >"$T/good"
	ok "most cases pass on Linux" test $(($(wc -l <"$T/good") * 10)) -gt $(($(wc -l <"$T/cases.all") * 9))
	compare 1 8 "$T/good" "$backend, process with 1 CPU"
	compare 2 8 "$T/good" "$backend, process with 2 CPUs"
	sample qemu "${VM_CASES:-12}" >"$T/few"
	compare qemu 2 "$T/few" "$backend, qemu"
done
finish
