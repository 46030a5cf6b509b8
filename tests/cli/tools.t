#!/bin/sh
# SPDX-License-Identifier: ISC
# samara size, symbolize, licenses, help and version.
. "$(dirname "$0")/../tap.sh"

cd "$T" || exit 1
cat >crash.c <<'EOF'
#include <stdio.h>
int large_table[5000] = {1};
__attribute__((noinline)) void falls(volatile int *where)
{
	puts("falling");
	*where = 1;
}
int main(int argc, char **argv)
{
	printf("%d\n", large_table[argc]);
	fflush(stdout);
	falls((int *)0);
	return argv == NULL;
}
EOF
ok "the program links" "$SAMARA" cc -O1 -g crash.c -o crash
strip -o crash.stripped crash
objcopy --remove-section .samara.symbols crash.stripped 2>/dev/null
"$SAMARA" cc -O1 -g -s crash.c -o crash.bare

# ---- size
sizes=$("$SAMARA" size crash)
for part in program libc libos platform/vm platform/process core; do
	like "$sizes" "^$part +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$" "size shows $part"
done
like "$sizes" "^file +$(stat -c %s crash)$" "size shows the file's own size"
like "$sizes" "20000  object +large_table" "size shows the largest symbols"
is "$(echo "$sizes" | awk '/in file$/ { on = 1; next } /^all parts/ { next } /^file / { print sum == $2; exit } on { sum += $NF }')" \
	1 "the rows add up to the file"
like "$("$SAMARA" size crash.bare)" "stripped" "size says when symbols are missing"
"$SAMARA" cc --for process -O1 crash.c -o crash.process
is "$("$SAMARA" size crash.process | awk '/^core|^platform\/vm/ { sum += $NF } END { print sum < 128 }')" 1 \
	"an image for a process has no core"

# ---- symbolize
for way in process qemu; do
	timeout -s KILL 60 "$SAMARA" run --on $way crash.bare >/dev/null 2>log.$way </dev/null
	is $? 139 "$way: a crash exits with 128 and the signal"
	unlike "$(cat log.$way)" 'falls\+0x' "$way: a stripped image names nothing"
	"$SAMARA" cc -O1 -g crash.c -o crash.original
done
# The image with symbols has another build id than the one without: a log of its own.
for way in process qemu; do
	timeout -s KILL 60 "$SAMARA" run --on $way crash >/dev/null 2>log.$way </dev/null
	like "$(cat log.$way)" 'falls\+0x' "$way: an image that isn't stripped names its functions"
	sed 's/ [a-z_.]*+0x[0-9a-f]*$//' log.$way >log.bare
	"$SAMARA" symbolize crash <log.bare >named
	like "$(cat named)" 'image\+0x[0-9a-f]+ falls\+0x[0-9a-f]+' "$way: symbolize names the function"
	like "$(cat named)" '#[0-9]+ image\+0x[0-9a-f]+ main\+0x' "$way: and its caller"
	like "$(cat named)" '#1 image.* main\+0x[0-9a-f]+ \(crash.c:12\)' "$way: and the caller's line"
	like "$(cat named)" 'falls\+0x[0-9a-f]+ \(crash.c:6\)' "$way: and the line"
	is "$(paste log.bare named | awk -F '\t' 'index($2, $1) != 1 { bad++ } END { print bad + 0, NR }')" \
		"0 $(wc -l <log.bare)" "$way: everything else stays as it is"
done
strip -o crash.stripped crash
like "$("$SAMARA" symbolize crash.stripped <log.bare)" 'falls\+0x' "the names that an image carries do as well"
is "$(echo 'no place here, image+nothing myimage+0x10 image+0x' | "$SAMARA" symbolize crash)" \
	'no place here, image+nothing myimage+0x10 image+0x' "other text stays as it is"
is "$(printf 'image+0x0' | "$SAMARA" symbolize crash)" "image+0x0" "an address in no function stays"
sed 's/image [0-9a-f]* signal/image 00112233445566778899aabbccddeeff00112233 signal/' log.bare >log.other
"$SAMARA" symbolize crash <log.other >/dev/null 2>err
is $? 1 "a log of another image is refused"
like "$(cat err)" "build id" "with a sentence"
"$SAMARA" symbolize crash.bare <log.bare >/dev/null 2>err
is $? 1 "a stripped image names nothing"
like "$(cat err)" "stripped" "and says so"

# ---- licenses
notices=$("$SAMARA" licenses crash)
like "$notices" "The Samara authors" "Samara's notice"
like "$notices" "Rich Felker" "musl's notice"
like "$notices" "GCC Runtime Library" "libgcc's terms"
ok "every notice is printed whole" sh -c "'$SAMARA' licenses crash >all &&
	grep -q 'PROVIDED \"AS IS\"' all && [ \$(wc -l <all) -gt 100 ]"

# ---- help
for command in cc run size symbolize licenses version help; do
	like "$("$SAMARA" help)" "^  $command +[a-z]" "help lists $command"
	like "$("$SAMARA" help $command)" "^usage: samara $command" "help $command"
done
is "$("$SAMARA")" "$("$SAMARA" help)" "no command is help"
is "$("$SAMARA" --help)" "$("$SAMARA" help)" "--help is help"
is "$("$SAMARA" run --help)" "$("$SAMARA" help run)" "run --help is help run"
is "$("$SAMARA" version)" "samara $(sed -n 's/^## //p' "$ROOT/CHANGES.md" | head -n 1)" \
	"the version is the newest one of CHANGES.md"
for command in cc run size symbolize licenses; do
	like "$(cat "$ROOT/doc/samara.1")" "^\.Ss samara $command$" "the manual has $command"
done
for option in $("$SAMARA" help run | sed -n 's/^ .*\(--[a-z]*\) .*/\1/p') --for --jit --memory; do
	like "$(cat "$ROOT/doc/samara.1")" "Fl .*-${option#--}( |$)" "the manual has $option"
done
if command -v man >/dev/null; then
	is "$(man -l --warnings "$ROOT/doc/samara.1" 2>&1 >/dev/null)" "" "the manual has no errors"
fi
finish
