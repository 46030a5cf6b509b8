#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 600
# SQLite: its shell on a database file of 100,000 rows, two connections in WAL mode, its threads' tests,
# and speedtest1 in memory and on files, all with the same results as on Linux. Directly the image works on
# the host's files, together with a plain program on one database; under `samara run` on its own.
# SIZE=N makes speedtest1 longer, THREADTESTS=NAMES takes other tests of threads.
. "$(dirname "$0")/program.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
command -v tclsh >/dev/null || skip_all "tclsh isn't installed"
size=${SIZE:-5}

# The one-file form by upstream's rules, then what its head says: compile it with the program.
build() {
	options='-O1 -w -I. -Isrc -DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION'
	env -u MAKEFLAGS CC=gcc ./configure --disable-shared --disable-tcl --disable-readline &&
		env -u MAKEFLAGS make sqlite3.c shell.c &&
		echo sqlite3.c shell.c test/speedtest1.c test/threadtest3.c src/test_multiplex.c |
		xargs -P 2 -n 1 $1 $options -c || return 1
	for compiler in "$1" "musl-gcc -static"; do
		suffix=
		[ "$compiler" = "$1" ] || suffix=.linux
		$compiler shell.o sqlite3.o -o shell$suffix &&
			$compiler speedtest1.o sqlite3.o -o speedtest1$suffix &&
			$compiler threadtest3.o test_multiplex.o sqlite3.o -o threadtest3$suffix || return 1
	done
}
program sqlite3 build image

# on WAY PROGRAM ARGUMENT...: run it that way, in a directory of that way
on() {
	way=$1
	name=$2
	shift 2
	mkdir -p "$T/$way"
	case $way in
	linux) set -- "$image/$name.linux" "$@" ;;
	directly*) set -- env SAMARA_CPUS="${way#directly}" "$image/$name" "$@" ;;
	*) set -- "$SAMARA" run --on "$way" -m 256M "$image/$name" "$@" ;;
	esac
	(cd "$T/$way" && timeout -s KILL "${limit:-120}" "$@")
}

# the rows of speedtest1 without its times
untimed() {
	sed 's/[ 0-9.]*s$//; s/TOTAL\.*.*/TOTAL/'
}

# its output, then its complaints: in a VM they may overtake it
shell() {
	on "$1" shell <"$ROOT/tests/programs/$2.sql" 2>"$T/err"
	grep -v 'cannot find home directory' "$T/err"
}

for way in linux directly1 directly2 process qemu; do
	shell "$way" sqlite >"$T/$way.rows"
	shell "$way" sqlite-wal >"$T/$way.wal"
	on "$way" speedtest1 --memdb --size "$size" --verify 2>&1 | untimed >"$T/$way.memory"
	on "$way" speedtest1 --size "$size" --verify speed.db 2>&1 | untimed >"$T/$way.file"
	on "$way" speedtest1 --size "$size" --verify --journal wal --checkpoint wal-speed.db 2>&1 |
		untimed >"$T/$way.waltest"
	if [ "$way" = linux ]; then
		is "$(tail -n 2 "$T/linux.rows" | head -n 1)" ok "linux: the shell's script comes to its end"
		is "$(grep -v near "$T/linux.wal" | tail -n 1)" 20002 "linux: so does that of WAL mode"
		like "$(cat "$T/linux.waltest")" "^Verification Hash: " "linux: and speedtest1"
		continue
	fi
	ok "$way: the shell, 100,000 rows" diff "$T/linux.rows" "$T/$way.rows"
	ok "$way: the shell, two connections in WAL mode" diff "$T/linux.wal" "$T/$way.wal"
	ok "$way: speedtest1 in memory" diff "$T/linux.memory" "$T/$way.memory"
	ok "$way: speedtest1 on a file" diff "$T/linux.file" "$T/$way.file"
	ok "$way: speedtest1 in WAL mode" diff "$T/linux.waltest" "$T/$way.waltest"
done

for way in directly1 directly2; do
	for file in seed.db speed.db; do
		ok "$way: the same file as on Linux: $file" cmp "$T/linux/$file" "$T/$way/$file"
	done
done

# Its tests of threads find no error; most of them take 10 or 20 seconds.
for way in directly2 process qemu; do
	for name in ${THREADTESTS:-walthread5 cgt_pager_1}; do
		on $way threadtest3 "$name" >"$T/threads" 2>&1
		is "$?: $(tail -n 1 "$T/threads")" "0: 0 errors out of 1 tests" "$way: threadtest3 $name"
	done
done

# A conversation with a shell that runs: its input is a pipe, its answers come to a file.
converse() {
	mkfifo "$T/questions"
	on "$1" shell "$2" <"$T/questions" >>"$T/answers" 2>&1 &
	exec 3>"$T/questions"
}

# ask SQL: wait for the answer to it
ask() {
	: >"$T/answers"
	printf '%s;\n.print end\n' "$1" >&3
	for i in $(seq 600); do
		grep -q '^end$' "$T/answers" && break
		sleep 0.1
	done
	sed '/^end$/,$d' "$T/answers"
}

# other SQL: what the program of the other kind says
other() {
	on "$another" shell "$T/common.db" "$1" 2>&1
}

end_conversation() {
	exec 3>&-
	wait
	rm -f "$T/questions" "$T/common.db"*
}

# Both kinds of program with one database: the host's locks, and shared memory with the host.
for pair in "directly2 linux" "linux directly2"; do
	one=${pair% *}
	another=${pair#* }
	converse "$one" "$T/common.db"
	is "$(ask 'CREATE TABLE leaf(n); INSERT INTO leaf VALUES(1)')" "" "$one writes a database"
	is "$(other 'SELECT n FROM leaf')" 1 "$another reads it"
	is "$(ask 'BEGIN IMMEDIATE; INSERT INTO leaf VALUES(2)')" "" "$one begins to write"
	like "$(other 'INSERT INTO leaf VALUES(3)')" "database is locked" "$another finds it locked"
	is "$(ask 'COMMIT')" "" "$one has written"
	is "$(other 'INSERT INTO leaf VALUES(3); SELECT sum(n) FROM leaf')" 6 "$another writes"
	is "$(ask 'SELECT sum(n) FROM leaf; PRAGMA journal_mode = wal')" "6
wal" "$one reads it, and changes to WAL mode"
	is "$(ask 'BEGIN; SELECT sum(n) FROM leaf')" 6 "$one has a snapshot"
	is "$(other 'INSERT INTO leaf VALUES(4); SELECT sum(n) FROM leaf')" 10 "$another writes meanwhile"
	is "$(ask 'SELECT sum(n) FROM leaf; COMMIT; SELECT sum(n) FROM leaf')" "6
10" "$one keeps its snapshot, then sees the new row"
	end_conversation
done
finish
