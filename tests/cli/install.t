#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 300
# make install, and the installed command away from the tree it came from.
. "$(dirname "$0")/../tap.sh"

unset MAKEFLAGS MAKELEVEL
ok "make install" make -s -C "$ROOT" BUILD="$BUILD" install DESTDIR="$T/stage" PREFIX=/opt/samara
mv "$T/stage/opt/samara" "$T/moved"
rmdir "$T/stage/opt" "$T/stage"
cd "$T" || exit 1
printf '#include <stdio.h>\nint main(void)\n{\n\treturn puts("hello") < 0;\n}\n' >hello.c
ok "the installed command links" env -i PATH="$PATH" moved/bin/samara cc hello.c -o hello
ok "under its other name too" env -i PATH="$PATH:$T/moved/bin" samara-cc hello.c -o hello
is "$(timeout -s KILL 20 ./hello)" hello "the image runs as a process"
is "$(timeout -s KILL 60 moved/bin/samara run --on qemu hello </dev/null)" hello "and in a machine"
ok "size works" moved/bin/samara size hello
ok "licenses works" moved/bin/samara licenses hello
unlike "$(moved/bin/samara cc -v hello.c -o hello 2>&1)" "$BUILD/(lib|bin)" "nothing of the build directory is used"
mkdir links && ln -s ../moved/bin/samara links/samara
ok "a link to the command works" links/samara cc hello.c -o hello
[ -r moved/share/man/man1/samara.1 ]
result $? "the manual is there"
is "$(find moved -name '*.d')" "" "nothing that only the build needs"
ok "a second installation over the first" make -s -C "$ROOT" BUILD="$BUILD" install PREFIX="$T/moved"
ok "it still links" moved/bin/samara cc hello.c -o hello
rm -r moved/lib
moved/bin/samara cc hello.c -o hello 2>err
is $? 1 "without its library it fails"
like "$(cat err)" "library is missing" "and says why"
finish
