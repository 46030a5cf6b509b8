#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 200
# As a process an image is an ordinary one for its host: streams, signals and limits do what they do
# for any program.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

ok "host.c builds" "$SAMARA" cc -O1 -o host "$ROOT/tests/process/host.c"

# what it finds when it starts
is "$(./host read <&-)" "read 0" "standard input closed: the end"
./host >&- 2>err
is "$?" 0 "standard output closed"
is "$(env -i ./host)" "0 arguments" "without environment"
for limit in "-s 64" "-s unlimited" "-v 100000" "-n 3"; do
	is "$( (ulimit $limit && ./host a b) 2>&1)" "2 arguments" "ulimit $limit"
done
is "$( (ulimit -v 100000 && ./host memory) 2>&1)" "no memory" "an address space limit: malloc fails"
is "$(setarch -R ./host a)" "1 arguments" "addresses not random"
is "$(setarch -L ./host a)" "1 arguments" "the old layout of addresses"

# Text that ends 16 bytes before the end of a page: what follows, more aligned, begins on the next.
end=$(readelf -SW host | sed 's/^ *\[ *[0-9]*\]//' | awk '$1 == ".text" { print "0x" $3 " + 0x" $5 }')
printf '.section .init, "ax", @progbits\n.skip %d, 0x90\n.section .note.GNU-stack, "", @progbits\n' \
	$(((0xff0 - ((end) & 0xfff)) & 0xfff)) >pad.s
"$SAMARA" cc -O1 -o padded "$ROOT/tests/process/host.c" pad.s
like "$(readelf -lW padded)" 'LOAD .*ff0 R E' "text that ends with a page"
is "$(./padded a 2>&1)" "1 arguments" "starts"

# streams
./host write 2>err | head -n 1 >out
is "${PIPESTATUS[0]}" 141 "nobody reads: ended by SIGPIPE"
./host write 2>err | (sleep 0.3 && wc -l) >out
is "$(cat out)" 20000 "a slow reader gets everything"
perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK); exec "./host", "write"' |
	(sleep 0.3 && wc -l) >out
is "$(cat out)" 20000 "so through a pipe that doesn't block"

# signals
wait_for_output() {
	for ((i = 0; i < 600; i++)); do
		[ ! -s out ] || break
		sleep 0.05
	done
}
./host sleep >out 2>err &
sleep 0.2
kill -STOP $!
sleep 0.2
kill -CONT $!
wait $!
is "$?/$(cat out)" "0/slept 0" "stopped and continued while it sleeps"
for signal in TERM INT QUIT HUP KILL; do
	# a shell's background process ignores INT and QUIT; perl makes it as a terminal would
	perl -e '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec "./host", "wait"' >out 2>err &
	wait_for_output
	kill -$signal $!
	wait $! 2>/dev/null
	is "$?" $((128 + $(kill -l $signal))) "SIG$signal ends it"
	: >out
done
./host wait >out 2>err &
wait_for_output
kill -SEGV $!
wait $! 2>/dev/null
is "$?" 139 "SIGSEGV from outside ends it"

# the filter and its absence
if command -v strace >/dev/null; then
	strace -f -o trace ./host >out 2>err
	is "$?" 0 "runs under strace"
	like "$(tail -n 1 trace)" 'exited with 0' "and strace sees the end"
	is "$(sed -n '/seccomp(/,$p' trace | grep -c -E 'open|socket|clone|mmap.*PROT_EXEC')" 0 \
		"after the filter nothing is opened or made executable"
else
	skip "under strace" "strace isn't installed"
fi
finish
