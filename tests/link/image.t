#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The file that comes out keeps the loading rules of Linux, QEMU, Firecracker and Cloud Hypervisor
# (doc/boot.md), for each kind of image, stripped or not; a damaged copy is refused by the rule that
# it breaks.
. "$(dirname "$0")/../tap.sh"

here=$ROOT/tests/link
flags="-std=gnu11 -O1 -Wall -Wextra -Werror -I$ROOT/include"
ok "check.c builds" gcc $flags -o "$T/check" "$here/check.c"
ok "damage.c builds" gcc $flags -o "$T/damage" "$here/damage.c"

cat >"$T/big.c" <<'END'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
static _Thread_local int local = 7;
static char zeros[3 << 20];
static const char *const words[] = {"one", "two", "three"};
int main(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		printf("%s %s %g\n", words[i % 3], argv[i], sin(strtod(argv[i], NULL)) + local);
	return zeros[argc];
}
END

# keeps FILE WHAT: each rule a line
keeps() {
	"$T/check" "$1" >"$T/rules"
	while read -r line; do
		case $line in
		"ok "*) result 0 "$2: ${line#*- }" ;;
		"not ok "*) result 1 "$2: ${line#*- }" ;;
		esac
	done <"$T/rules"
}

for kind in both vm process; do
	option=
	[ $kind = both ] || option="--for $kind"
	ok "hello for $kind links" "$SAMARA" cc $option -O1 -o "$T/$kind" "$ROOT/tests/guest/hello.c"
	keeps "$T/$kind" "hello for $kind"
done
# A program that opens a file, with a root that is loaded, and with one that isn't.
mkdir -p "$T/root/etc" && echo "read from the root" >"$T/root/etc/motd"
cat >"$T/opens.c" <<'END'
#include <stdio.h>
int main(void)
{
	char line[100];
	FILE *file = fopen("/etc/motd", "r");
	return !file || !fgets(line, sizeof line, file) || puts(line) < 0;
}
END
for kind in both vm process; do
	"$SAMARA" cc --for $kind -O1 -o "$T/opens.$kind" "$T/opens.c"
	keeps "$T/opens.$kind" "room for a root, for $kind"
	"$SAMARA" cc --for $kind -O1 --root "$T/root" -o "$T/rooted.$kind" "$T/opens.c"
	keeps "$T/rooted.$kind" "a root, for $kind"
done
strip -o "$T/rooted.stripped" "$T/rooted.both"
keeps "$T/rooted.stripped" "a root, stripped"
like "$("$T/rooted.stripped")" "^read from the root" "and it is still there"
"$SAMARA" cc -s --root "$T/root" -o "$T/rooted.bare" "$T/opens.c"
keeps "$T/rooted.bare" "a root, without sections"
head -c 9000000 /dev/zero | tr '\0' x >"$T/root/large"
"$SAMARA" root "$T/rooted.both" "$T/root" -o "$T/rooted.large"
keeps "$T/rooted.large" "a large root"

ok "a larger program links" "$SAMARA" cc -O1 -g -o "$T/big" "$T/big.c" -lm
keeps "$T/big" "a larger program"
ok "a stripped copy" strip -o "$T/stripped" "$T/big"
keeps "$T/stripped" "stripped"
is "$(cd "$T" && exec -a big ./stripped 0 2>&1)" "$(cd "$T" && exec -a big ./big 0 2>&1)" \
	"a stripped image runs as before"

"$T/damage" >"$T/ways"
while read -r way rule; do
	cp "$T/rooted.both" "$T/damaged"
	"$T/damage" "$way" "$T/damaged"
	like "$("$T/check" "$T/damaged")" "^not ok [0-9]+ - $rule:" "$way is refused by the rule $rule"
done <"$T/ways"

finish
