#!/bin/sh
# SPDX-License-Identifier: ISC
# samara run --gdb: the command line that it prints stops in main, both ways.
# limit: 300
. "$(dirname "$0")/../tap.sh"

command -v gdb >/dev/null || skip_all "gdb isn't installed"
cd "$T" || exit 1
cat >program.c <<'EOF'
#include <stdio.h>
int counter;
int main(int argc, char **argv)
{
	counter = 41;
	counter++;
	printf("%s %d\n", argv[argc - 1], counter);
	return 9;
}
EOF
ok "the program links" "$SAMARA" cc -O0 -g program.c -o program

timeout -s KILL 60 "$SAMARA" run --on qemu --gdb program Ada >out 2>err </dev/null &
pid=$!
for _ in $(seq 400); do
	grep -q '^gdb ' err && break
	sleep 0.1
done
line=$(grep '^gdb ' err)
socket=$(echo "$line" | sed -n "s/.*target remote \([^']*\).*/\1/p")
[ -S "$socket" ]
result $? "a socket waits for gdb"
is "$(stat -c %a "$(dirname "$socket")")" 700 "that only its user reaches"
is "$(cat out)" "" "the program hasn't started"
echo "$line -nx -batch -ex continue -ex backtrace -ex next -ex next -ex 'print counter' -ex detach" >debug
timeout -s KILL 60 sh ./debug >session 2>&1 </dev/null
like "$(cat session)" "Breakpoint 1, main \(argc=2" "gdb stops in main"
like "$(cat session)" "^#1 .*libc|^#1 .*libos|^#1 " "with a backtrace into the libraries"
like "$(cat session)" "^.1 = 41|^.1 = 42" "and steps line by line"
wait $pid
is $? 9 "the program goes on when gdb leaves"
is "$(cat out)" "Ada 42" "with its arguments"
[ ! -e "$(dirname "$socket")" ]
result $? "the socket is removed"

timeout -s KILL 60 "$SAMARA" run --on qemu --gdb program >out 2>err </dev/null &
pid=$!
for _ in $(seq 400); do
	grep -q '^gdb ' err && break
	sleep 0.1
done
socket=$(sed -n "s/.*target remote \([^']*\).*/\1/p" err)
kill -TERM "$(pgrep -P $pid samara)"
wait $pid
is $? 143 "a signal ends the waiting"
[ ! -e "$(dirname "$socket")" ]
result $? "and removes the socket"

printf 'set confirm off\nbreak main\nrun\nbacktrace\ncontinue\nquit\n' >commands
timeout -s KILL 60 "$SAMARA" run --on process --gdb -e "NAME=it's" program Bob <commands >session 2>&1
like "$(cat session)" "Breakpoint 1, main \(argc=2" "as a process gdb stops in main"
like "$(cat session)" "Bob 42" "and the program runs"
finish
