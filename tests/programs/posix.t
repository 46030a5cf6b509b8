#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 600
# The POSIX conformance test suite: threads, signals, clocks and timers. What passes on Linux with
# musl passes as a process with 1 CPU and with 2, and in a VM. The cases become one
# program each way, from the same objects, which runs the case that its argument names. Here the
# same sample is taken each time; SEED=N or SEED=random take another, of CASES=N and VM_CASES=N.
. "$(dirname "$0")/program.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
"$ROOT/deps/fetch" posixtestsuite "$BUILD/deps" ||
	skip_all "the source of posixtestsuite can't be fetched"
suite=$(cd "$BUILD/deps/posixtestsuite" && pwd)
seed

# every case that can run without processes and files, and that posix.txt doesn't name
candidates() {
	calls='fork|system|popen|mkstemp|sem_open|shm_open|mq_open|open|fopen|tmpfile|execl|execvp?|pipe'
	grep -v '^#' "$ROOT/tests/programs/posix.txt" | grep . | sed 's/[^/]$/&.c/' >"$T/out"
	(cd "$suite/conformance/interfaces" && grep -L -E "\b($calls) *\(" */*-*.c) |
		grep -v -E '^(aio|lio|mq_|shm_|fork|fsync|pthread_mutexattr_[gs]etprioceiling)' |
		grep -v -F -f "$T/out"
}

# sample N: in the order that the seed gives
sample() {
	awk -v seed="$SEED" 'BEGIN { srand(seed) } { print rand(), $0 }' | sort | cut -d ' ' -f 2 |
		head -n "$1"
}

cat >"$T/compile" <<'END'
name=case_$(echo "${1%.c}" | tr '/-' '__')
source=$2/conformance/interfaces/$1
$SAMARA cc -std=gnu99 -D_XOPEN_SOURCE=600 -w -O1 -I"$2/include" -c "$source" -o "$T/$name.o" &&
	nm "$T/$name.o" | grep -q ' T main$' &&
	objcopy --redefine-sym main="$name" --keep-global-symbol="$name" "$T/$name.o" && exit
rm -f "$T/$name.o"
END

# The program that runs the case it is told.
table() {
	echo '#include <string.h>'
	for object in "$T"/case_*.o; do
		name=${object##*/}
		echo "int ${name%.o}(int, char **);"
	done
	echo 'int main(int argc, char **argv) {'
	for object in "$T"/case_*.o; do
		name=${object##*/}
		echo "if (!strcmp(argv[1], \"${name%.o}\")) return ${name%.o}(1, argv);"
	done
	echo 'return 99; }'
}

# One case one way; a case that fails may do so for the load of the machine: three attempts.
cat >"$T/case" <<'END'
for attempt in 1 2 3; do
	case $1 in
	linux) timeout -s KILL 30 "$T/linux" "$2" ;;
	vm) timeout -s KILL 60 "$SAMARA" run --on qemu -m 128M "$T/image" "$2" ;;
	*) SAMARA_CPUS=$1 timeout -s KILL 30 "$T/image" "$2" ;;
	esac >"$T/$2.$1" 2>&1 </dev/null && echo "$2" && break
	[ "$1" != linux ] || break
done
END

# passing WAY JOBS <CASES: those that pass
passing() {
	xargs -P "$2" -n 1 sh "$T/case" "$1" | sort
}

# compare WAY JOBS CASES: no case fails there
compare() {
	passing "$1" "$2" <"$3" >"$T/passed"
	sort "$3" | comm -23 - "$T/passed" >"$T/failed"
	is "$(tr '\n' ' ' <"$T/failed")" "" "$4: $(wc -l <"$T/passed") cases of $(wc -l <"$3")"
	while read -r name; do
		tail -n 3 "$T/$name.$1" | sed "s/^/#   $name: /"
	done <"$T/failed"
}

candidates >"$T/candidates"
ok "there are about a thousand cases" test "$(wc -l <"$T/candidates")" -gt 950
sample "${CASES:-40}" <"$T/candidates" >"$T/cases"
xargs -P 2 -I '{}' sh "$T/compile" '{}' "$suite" <"$T/cases" 2>"$T/compile.err"
table >"$T/table.c"
ok "linked with plain musl" musl-gcc -w -static "$T/table.c" "$T"/case_*.o -o "$T/linux"
ok "linked as an image" "$SAMARA" cc -w "$T/table.c" "$T"/case_*.o -o "$T/image"
for object in "$T"/case_*.o; do
	name=${object##*/}
	echo "${name%.o}"
done | passing linux 16 >"$T/good"
ok "most cases pass on Linux" test $(($(wc -l <"$T/good") * 10)) -gt $(($(wc -l <"$T/cases") * 7))
compare 1 16 "$T/good" "process with 1 CPU"
compare 2 16 "$T/good" "process with 2 CPUs"
sample "${VM_CASES:-8}" <"$T/good" >"$T/few"
compare vm 3 "$T/few" "qemu"
finish
