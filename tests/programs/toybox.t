#!/bin/bash
# SPDX-License-Identifier: ISC
# limit: 600
# Toybox: its own tests of 90 commands on the host's files have the same results with an image as with a plain
# program, and its commands say the same to the byte about a tree of 1,000 files; and in a VM,
# where it is the image's root. toybox.txt has the tests that need other processes.
. "$(dirname "$0")/program.sh"

command -v musl-gcc >/dev/null || skip_all "musl-gcc isn't installed"
export LC_ALL=C TZ=UTC0

# Those of its commands that are about files and text.
commands='base64 basename bzcat cat chgrp chmod cksum cmp comm cp cpio cut date df dirname du echo env expand
	factor fallocate false file find flock fmt fsync getfattr grep gunzip gzip head iconv id install link ln ls
	lsattr md5sum mkdir mkfifo mknod mktemp mv nl od paste patch printenv printf pwd readlink realpath rev rm
	rmdir sed seq setfattr sha1sum sha256sum sha512sum sleep sort split stat strings sync tac tail tar tee test
	timeout touch true truncate tty uname uniq unlink uudecode uuencode wc which xargs xxd yes zcat'

# Its makefile takes one word as the compiler, and the distribution's musl has no libcrypt to probe for.
build() {
	{
		echo CONFIG_TOYBOX=y
		for name in $commands toybox_float toybox_help sort_float; do
			echo "CONFIG_${name^^}=y"
		done
	} >mini.config
	env -u MAKEFLAGS KCONFIG_ALLCONFIG=mini.config make allnoconfig HOSTCC=gcc &&
		env -u MAKEFLAGS NOSTRIP=1 make CC="${1% cc}-cc" HOSTCC=gcc &&
		musl-gcc -static -Wl,--gc-sections generated/obj/*.o -o toybox.linux
}
program toybox build image

# bin/KIND has the commands as links, linux and image.
for kind in linux image; do
	mkdir -p "$T/bin/$kind"
	cp "$image/toybox$([ $kind = image ] || echo .linux)" "$T/bin/$kind/toybox"
	for name in $commands; do
		ln -s toybox "$T/bin/$kind/$name"
	done
done

export image
# One of its test scripts in a directory of its own; TEST_HOST takes the commands from PATH. Only the scripts of
# the commands that are there: others would try the machine's own, kill and mount among them.
cat >"$T/script" <<'END'
mkdir -p "$T/own/$1/$2/generated"
cd "$T/own/$1/$2" || exit
ln -s "$image/scripts" "$image/tests" "$image/configure" .
ln -s "$image/generated/config.h" generated/
timeout -s KILL 60 env PATH="$T/bin/$1:$PATH" VERBOSE=all TEST_HOST=1 bash scripts/test.sh "$2" >output 2>&1 </dev/null
END
for kind in linux image; do
	for name in $commands; do
		[ ! -e "$image/tests/$name.test" ] || echo "$name"
	done | xargs -P 2 -n 1 bash "$T/script" $kind
	cat "$T"/own/$kind/*/output | sed -n 's/^PASS: //p' | sort >"$T/$kind.passed"
done
ok "a thousand tests pass on Linux" test "$(wc -l <"$T/linux.passed")" -gt 1000
comm -23 "$T/linux.passed" "$T/image.passed" >"$T/failed"
sed -n '/^[^#?]/p' "$ROOT/tests/programs/toybox.txt" | sort >"$T/listed"
sed -n 's/^? //p' "$ROOT/tests/programs/toybox.txt" | cat - "$T/listed" | sort | comm -23 "$T/failed" - >"$T/unlisted"
is "$(cat "$T/unlisted")" "" "the same $(wc -l <"$T/linux.passed") pass as an image"
while read -r name rest; do
	grep -a -F -A 12 "FAIL: $name $rest" "$T/own/image/$name/output" | sed 's/^/#   /'
done <"$T/unlisted"
is "$(comm -13 "$T/failed" "$T/listed")" "" "the $(wc -l <"$T/listed") in toybox.txt fail"

# A thousand files below $T/root/tree: sizes from 0 to 20,000, text and bytes, links, modes, times.
make_tree() {
	mkdir -p "$T/root/tree" "$T/root/etc"
	cd "$T/root/tree" || return
	for directory in $(seq 10 49); do
		mkdir -p "$directory/a directory/deep"
		for file in $(seq 25); do
			path=$directory/$((directory * file % 97)).$file
			[ $((file % 5)) -ne 0 ] || path="$directory/a directory/deep/$file"
			awk -v seed=$((directory * 100 + file)) 'BEGIN {
				srand(seed)
				for (lines = int(rand() * 20) * int(rand() * 20); lines > 0; lines--)
					print int(rand() * 100000), "line", lines, rand()
			}' >"$path"
			[ $((file % 7)) -ne 0 ] || gzip -n "$path"
		done
		ln -s "../$directory/a directory" "$directory/symbolic"
		ln "$directory"/*.1 "$directory/hard"
		chmod $((directory % 8))64 "$directory/hard"
	done
	find . -exec touch -h -d @1700000000 {} +
	printf 'root:x:0:0::/:\n%s:x:%s:%s::/:\n' tester "$(id -u)" "$(id -g)" >../etc/passwd
	printf 'root:x:0:\n%s:x:%s:\n' tester "$(id -g)" >../etc/group
	find . -type f | sort | xargs -d '\n' sha256sum >"$T/sums"
	(cd .. && find tree -type f | sort | xargs -d '\n' sha256sum >sums)
	find . -type f -name '*.[0-9]*' ! -name '*.gz' | sort | xargs -d '\n' cat >"$T/root/lines"
}
(make_tree)
ok "there are a thousand files" test "$(find "$T/root/tree" -type f | wc -l)" -ge 1000

# each KIND: what the commands say about the tree, a file each
each() {
	bin=$T/bin/$1
	out=$T/said/$1
	mkdir -p "$out" "$T/made/$1"
	cd "$T/root/tree" || return
	toy ls -lR >"$out/ls"
	toy ls -laiR --full-time >"$out/ls.full"
	toy find . -printf '%p %s %m %M %l %i %T@ %u %G\n' >"$out/find"
	toy find . -type f -size +8k -newermt @1600000000 ! -name '*1*' >"$out/find.some"
	toy find . -type f -print0 | xargs -0 "$bin/sha256sum" >"$out/sha256sum"
	toy sha256sum -c "$T/sums" >"$out/sha256sum.check"
	toy sort -n -k 1,1 -k 3r "$T/root/lines" >"$out/sort"
	toy sort -u -f -o "$out/sort.unique" "$T/root/lines"
	toy tar -c -f "$out/tar" .
	toy tar -t -v -f "$out/tar" >"$out/tar.list"
	toy du -a . >"$out/du"
	toy grep -r -c 7 11 >"$out/grep"
	cd "$T/made/$1" || return
	toy tar -x -f "$out/tar"
	toy cp -a . "../$1.copy"
	toy rm -rf 10 2*
	toy mv 30 "moved here"
	toy chmod -R g+w,o= 31
	toy sed -i s/line/LINE/ 32/*.[1-9]
}
toy() {
	name=$1
	shift
	timeout -s KILL 60 "$bin/$name" "$@"
}
for kind in linux image; do
	(each $kind) 2>"$T/$kind.errors"
	for made in $kind $kind.copy; do
		(cd "$T/made/$made" && find . -printf '%p %s %m %y %l %n %u %g\n' -type f -exec sha256sum {} + | sort) \
			>"$T/said/$kind/made.${made#"$kind"}"
	done
done
is "$(cat "$T/image.errors")" "$(cat "$T/linux.errors")" "no complaints"
for file in "$T"/said/linux/*; do
	name=${file##*/}
	ok "as on Linux: $name, $(wc -c <"$file") bytes" cmp "$file" "$T/said/image/$name"
done

# The tree as a root: directories have other sizes and another order there, and all belongs to root.
plain() {
	case $1 in
	tar*)
		rm -rf "$T/extracted"
		mkdir "$T/extracted"
		tar -x -p -f - -C "$T/extracted"
		(cd "$T/extracted" && find . -mindepth 1 -type d -printf '%p %m %T@\n' -o -printf '%p %s %m %y %l %n %T@\n' &&
			find . -type f -exec sha256sum {} +) | sort
		;;
	ls*) sed -E 's/^total .*/total/; s/ +/ /g; s/^(d.{9} [0-9]+ [^ ]+ [^ ]+) [0-9]+/\1/; s/^(.{10} [0-9]+) [^ ]+ [^ ]+/\1/' ;;
	find* | grep*) sort ;;
	*) cat ;;
	esac
}
ok "an image with the tree as its root" "$SAMARA" cc "$image"/generated/obj/*.o --root "$T/root" -o "$T/toybox"
while read -r line; do
	(cd "$T/root" && "$T/bin/linux/toybox" $line </dev/null 2>"$T/linux.err") | plain "$line" >"$T/linux.out"
	for way in process qemu; do
		timeout -s KILL 120 "$SAMARA" run --on $way -m 128M -e TZ -e LC_ALL "$T/toybox" $line \
			>"$T/out" 2>"$T/err" </dev/null
		is "$?: $(head -n 3 "$T/err")" "0: $(cat "$T/linux.err")" "$way: $line"
		plain "$line" <"$T/out" >"$T/image.out"
		ok "$way: $line: $(wc -c <"$T/linux.out") bytes as on Linux" diff "$T/linux.out" "$T/image.out"
	done
done <<'END'
ls -lR tree
find tree ! -type d -printf %p|%s|%m|%M|%l|%T@\n
sha256sum -c sums
sort -n -k 1,1 -k 3r lines
tar -c --owner root --group root -f - tree
grep -r -c 7 tree/11
END
finish
