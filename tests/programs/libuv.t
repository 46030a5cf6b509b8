#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 600
# libuv's own tests, one process for each: what passes on Linux passes as an image, as a process with 1 CPU
# and with 2, and in a VM a few. libuv.txt has the cases that need other processes or the
# network. VM_CASES=N takes more of them, SEED=N others.
. "$(dirname "$0")/program.sh"
. "$(dirname "$0")/cases.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"

# sources VARIABLE: the C files that its Makefile.am has for Linux
sources() {
	awk -v variable="$1" '
		/^if / { condition = $2 }
		/^else/ { condition = condition == "WINNT" ? "" : "other" }
		/^endif/ { condition = "" }
		$0 ~ "^" variable " *[+]?=" && (condition == "" || condition == "LINUX") { inside = 1 }
		inside {
			line = $0
			while (match(line, /[a-z0-9\/_-]+\.c/)) {
				print substr(line, RSTART, RLENGTH)
				line = substr(line, RSTART + RLENGTH)
			}
			inside = /\\$/
		}' Makefile.am
}

# The source package has no configure: it would need automake and libtool.
build() {
	mkdir -p objects/library objects/test
	{
		sources libuv_la_SOURCES | sed 's,$, library,'
		sources test_run_tests_SOURCES | sed 's,$, test,'
	} | xargs -P 2 -L 1 sh -c "$1 -w -O1 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Iinclude -Isrc -c \$0 \
		-o objects/\$1/\$(basename \$0 .c).o" || return 1
	ar rcs libuv.a objects/library/*.o
	mkdir -p root/test && cp -r test/fixtures root/test && mkdir root/etc && echo "127.0.0.1 localhost" >root/etc/hosts
	$1 objects/test/*.o libuv.a -o run-tests &&
		$1 objects/test/*.o libuv.a --root root -o run-tests.root &&
		musl-gcc -static objects/test/*.o libuv.a -o run-tests.linux
}
program libuv1 build image

# Without the cases that want a helper beside them: that is another process.
export UV_RUN_AS_ROOT=1 image
"$image/run-tests.linux" --list | awk 'NF == 1' >"$T/cases.all"
ok "there are hundreds of cases" test "$(wc -l <"$T/cases.all")" -gt 300

# Those with sockets have one port in common and paths in /tmp, where one that fails leaves its own.
cat >"$T/alone" <<'END'
rm -f /tmp/uv-test-sock*
"$@"
END
cat >"$T/case" <<'END'
ln -s "$image/test" test
lock=
case $2 in
*tcp* | *udp* | *pipe* | *ipc* | *poll* | *sock* | *connect* | *listen* | *_fileno | delayed_accept | watcher* | fork*)
	lock="flock -o /tmp sh $T/alone"
	;;
esac
case $1 in
linux) $lock timeout -s KILL 30 "$image/run-tests.linux" "$2" "$2" ;;
qemu) timeout -s KILL 120 "$SAMARA" run --on qemu -m 128M -e UV_RUN_AS_ROOT \
	"$image/run-tests.root" "$2" "$2" ;;
*) SAMARA_CPUS=$1 $lock timeout -s KILL 30 "$image/run-tests" "$2" "$2" ;;
esac
END

passing linux 8 2 <"$T/cases.all" >"$T/good"
ok "most cases pass on Linux" test $(($(wc -l <"$T/good") * 10)) -gt $(($(wc -l <"$T/cases.all") * 7))
compare 1 8 "$T/good" "process with 1 CPU"
compare 2 8 "$T/good" "process with 2 CPUs"
sample qemu "${VM_CASES:-12}" >"$T/few"
compare qemu 2 "$T/few" qemu
finish
