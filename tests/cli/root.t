#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 240
# samara cc --root and samara root: what goes in comes out, the same input gives the same bytes, and a
# wrong call leaves nothing behind.
. "$(dirname "$0")/../tap.sh"

cd "$T" || exit 1
cc="$SAMARA cc"
root="$SAMARA root"
cat >show.c <<'END'
#include <stdio.h>
int main(int argc, char **argv)
{
	int bad = 0;
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		if (!file)
			perror(argv[i]);
		bad |= !file;
		for (int c; file && (c = getc(file)) != EOF;)
			putchar(c);
	}
	return bad;
}
END
cp "$ROOT/tests/guest/hello.c" hello.c
mkdir -p one/etc two
echo "of one" >one/etc/name
echo "of two" >two/name
head -c 9000000 /dev/zero | tr '\0' z >two/large

# ---- what it does
ok "cc without a root" $cc -O1 -o bare show.c
ok "cc --root" $cc -O1 --root one -o show show.c
ok "cc --root=DIRECTORY" $cc -O1 --root=one -o again show.c
ok "gives the same bytes" cmp show again
ok "samara root" $root bare one -o put
ok "gives the same bytes as cc --root" cmp show put
is "$(./show /etc/name)" "of one" "as a process"
is "$(timeout -s KILL 60 "$SAMARA" run --on qemu show /etc/name)" "of one" "on microvm"
is "$(timeout -s KILL 60 "$SAMARA" run --on qemu --machine q35 show /etc/name)" "of one" "on q35"
ok "a smaller one replaces it" $root show two -o replaced
ok "it is the one that a bare image gets" sh -c "$root bare two -o x && cmp x replaced"
is "$(./replaced /name)" "of two" "a root that isn't loaded: as a process"
is "$(./replaced /large | wc -c)" 9000000 "all of it"
is "$(./replaced /etc/name 2>&1)" "/etc/name: No such file or directory" "and nothing of the old one"
ok "a loaded one replaces that" sh -c "$root replaced one -o x && cmp x show"
for from in show replaced; do
	ok "--none takes the root out of $from" $root --none $from -o x
	ok "which is then what it was" cmp x bare
done
ok "--none without a root changes nothing" sh -c "$root --none bare -o x && cmp x bare"
ok "in place" sh -c "cp bare x && $root x one -o x && cmp x show"
ok "the mode stays" sh -c "chmod 750 x && $root x two -o y && test \$(stat -c %a y) = 750"

ok "a stripped image" sh -c "strip -o stripped bare && $root stripped one -o x && ./x /etc/name"
ok "strip keeps a root" sh -c "strip -o x show && ./x /etc/name"
ok "and it comes out again" sh -c "$root --none x -o y && cmp y stripped"
ok "an image without sections" sh -c "$cc -s -O1 -o small show.c && $root small one -o x && ./x /etc/name"
ok "which loses it again" sh -c "$root --none x -o y && cmp y small"
ok "an empty directory" sh -c "mkdir empty && $root bare empty -o x && ! ./x /etc/name"
ok "times stay, and the time of making isn't in it" sh -c "
	touch -d @1234567890 one/etc/name && $root bare one -o x && sleep 1.1 && cp -a one copied &&
	$root bare copied -o y && cmp x y"
ok "an output in the directory isn't part of it" sh -c "
	cp -a one around && $root bare around -o x && $root bare around -o around/y && rm around/y &&
	touch -r one around && cp bare around/y && touch -r one around && $root around/y around -o around/y &&
	./around/y /etc/name && ! ./around/y /y"
for machine in microvm q35; do
	is "$(timeout -s KILL 60 "$SAMARA" run --on qemu --machine $machine replaced /name)" "of two" "it reaches $machine"
done
ok "all of it" sh -c "timeout -s KILL 60 $SAMARA run --on qemu replaced /large | cmp - two/large"
ok "too little memory for it is refused" sh -c "
	! $SAMARA run --on qemu -m 8M replaced /name 2>err && grep -q 'needs [0-9]* MiB' err"
ok "a monitor that leaves it out is told of it" sh -c "
	timeout -s KILL 60 qemu-system-x86_64 -M microvm -serial stdio -m 64M -nodefaults -no-user-config -display none \
		-no-reboot -kernel replaced -append '-- /name' | grep -q \"root wasn't loaded\""
ok "run refuses a root that is cut off" sh -c "
	head -c 8000000 replaced >x && chmod +x x && ! $SAMARA run --on qemu x 2>err && grep -q 'cut off' err"

sizes=$("$SAMARA" size show)
like "$sizes" "^root +4096$" "size shows the root"
like "$sizes" "^file +$(stat -c %s show)$" "and the whole file"
like "$("$SAMARA" size replaced)" "^root \(not loaded\) +9[0-9]{6}$" "size shows one that isn't loaded"
like "$("$SAMARA" size replaced)" "^file +$(stat -c %s replaced)$" "and the whole file"

# ---- wrong calls: one line on standard error, the right status, no output
fails() { # WHAT STATUS REGEX COMMAND...
	what=$1
	status=$2
	regex=$3
	shift 3
	rm -f nothing
	timeout -s KILL 60 "$@" >out 2>err </dev/null
	got=$?
	[ $got = "$status" ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ] && grep -E -q "$regex" err && [ ! -e nothing ]
	result $? "$what" || {
		echo "#   status $got, wanted $status"
		cat out err | sed 's/^/#   /'
	}
}
fails "no image" 2 "which image" $root
fails "no directory" 2 "which directory" $root bare -o nothing
fails "no output" 2 "where to" $root bare one
fails "-o without a value" 2 "needs a value" $root bare one -o
fails "--none and a directory" 2 "exclude" $root --none bare one -o nothing
fails "one name too many" 2 "too many" $root bare one two -o nothing
fails "an option that isn't there" 2 "no option --all" $root --all bare one -o nothing
fails "a directory that isn't there" 1 "none: No such file" $root bare none -o nothing
fails "a file as directory" 1 "show.c: Not a directory" $root bare show.c -o nothing
fails "an image that isn't there" 1 "none: No such file" $root none one -o nothing
fails "not an image" 1 "not an image" $root /bin/true one -o nothing
fails "not an ELF file" 1 "not an ELF file" $root show.c one -o nothing
fails "a program that opens no files" 1 "opens no files" sh -c "$cc hello.c -o hello && $root hello one -o nothing"
fails "an output in no directory" 1 "none/x: No such file" $root bare one -o none/x
fails "a directory as output" 1 "two: not a regular file" $root bare one -o two
fails "a device as output" 1 "null: not a regular file" $root bare one -o /dev/null
fails "cc: a directory that isn't there" 1 "none: No such file" $cc --root none -o nothing show.c
fails "cc: a file" 1 "show.c: Not a directory" $cc --root show.c -o nothing show.c
fails "cc: twice" 2 "twice" $cc --root one --root two -o nothing show.c
fails "cc: without a value" 2 "needs a value" $cc -o nothing show.c --root
mkdir long && : >"long/$(head -c 255 /dev/zero | tr '\0' n)"
fails "what mkfs.erofs can't make" 1 "mkfs.erofs can't" $root bare long -o nothing
$cc --root long -o nothing show.c >out 2>err
[ $? != 0 ] && [ ! -e nothing ] && grep -q "mkfs.erofs can't" err
result $? "cc --root: nor is an image left"
ok "a damaged image is refused or done" bash -c '
	for i in $(seq 1 40); do
		cp show damaged
		for j in 1 2 3; do
			printf "\\$((i * 7 % 4))7$((j % 8))" | dd of=damaged bs=1 seek=$(((i * 37 + j * 101) % 700)) conv=notrunc 2>/dev/null
		done
		timeout -s KILL 20 '"$SAMARA"' root damaged one -o x >/dev/null 2>&1
		[ $? -le 2 ] || exit 1
		timeout -s KILL 20 '"$SAMARA"' root --none damaged -o x >/dev/null 2>&1
		[ $? -le 2 ] || exit 1
	done'
is "$(ls -d ./*.?????? 2>/dev/null)" "" "no temporary file is left"
if [ "$(id -u)" = 0 ]; then
	chmod 755 . && mkdir open && chmod 777 open && cp bare open/ && cp -r one open/ && chmod 0 open/one/etc/name
	fails "a file that can't be read" 1 "etc/name: Permission denied" setpriv --reuid 65534 --clear-groups \
		"$SAMARA" root open/bare open/one -o open/nothing
	is "$(ls open | tr '\n' ' ')" "bare one " "nothing is left"
else
	skip "a file that can't be read" "only root can become somebody else"
fi
finish
