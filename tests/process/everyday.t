#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The host's files as a program that is started directly uses them: everyday.c says and leaves the
# same as an image and as a program of Linux, for root and for another user.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

ok "the image builds" "$SAMARA" cc -O1 -w -o image "$ROOT/tests/process/everyday.c"
ok "the program of Linux builds" gcc -std=gnu11 -O1 -w -o linux "$ROOT/tests/process/everyday.c"
chmod 755 .

same() { # same WHAT COMMAND...: what COMMAND starts it as
	what=$1
	shift
	for way in linux image; do
		rm -rf "$way.d"
		mkdir "$way.d"
		chown "$user" "$way.d"
		(cd "$way.d" && HERE=$PWD timeout -s KILL 60 "$@" "../$way" >"../$way.out" 2>&1)
		echo "status $?" >>"$way.out"
		(cd "$way.d" && find . -printf '%P %M %U:%G %n %Y %l\n' | sort) >"$way.tree"
		(cd "$way.d" && find . -type f -exec sha256sum {} + | sort) >>"$way.tree"
	done
	ok "$what: it says the same" diff linux.out image.out
	ok "$what: and leaves the same" diff linux.tree image.tree
	is "$(grep -c . linux.out | awk '$1 > 200 { print "much" }')" much "$what: which is much"
}
user=0
same "as root" env
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	user=1234
	same "as another user" setpriv --reuid 1234 --regid 1234 --clear-groups
	same "with another mask" sh -c 'umask 077 && exec setpriv --reuid 1234 --regid 1234 --clear-groups "$1"' sh
else
	skip "as another user" "needs root and setpriv"
fi
finish
