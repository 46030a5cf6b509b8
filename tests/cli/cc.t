#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 240
# samara cc as a build system calls it: what gcc takes it takes, and what it makes runs.
. "$(dirname "$0")/../tap.sh"

cc="$SAMARA cc"
cd "$T" || exit 1
cat >hello.c <<'EOF'
#include <stdio.h>
#ifndef NAME
#define NAME "world"
#endif
int main(void)
{
	puts("hello " NAME);
	return 0;
}
EOF
printf 'int twice(int n)\n{\n\treturn 2 * n;\n}\n' >twice.c
printf '#include <stdio.h>\nint twice(int);\nint main(void)\n{\n\tprintf("%%d\\n", twice(21));\n}\n' >main.c
printf '\t.globl twice\ntwice:\n\tlea (%%rdi,%%rdi), %%eax\n\tret\n\t.section .note.GNU-stack,"",@progbits\n' >twice.s
printf '#define DOUBLE(r) (r,r)\n\t.globl twice\ntwice:\n\tlea DOUBLE(%%rdi), %%eax\n\tret\n\t.section .note.GNU-stack,"",@progbits\n' >twice_cpp.S

answers() { # WHAT OUTPUT FILE: the image prints that as a process
	is "$(timeout -s KILL 20 "./$3" 2>&1)" "$2" "$1"
}

# ---- stages
ok "-c" $cc -c hello.c
ok "an object links" $cc hello.o -o hello
answers "it runs" "hello world" hello
ok "the driver is also called samara-cc" "$SAMARA-cc" hello.c
answers "a.out is the default name" "hello world" a.out
ok "-S" $cc -S -O1 hello.c -o hello.s
ok "an assembler file from -S links" $cc hello.s -o by_s
answers "it runs too" "hello world" by_s
like "$($cc -E -DNAME='"Ada"' hello.c)" 'puts\("hello " "Ada"\)' "-E goes to standard output"
like "$($cc -M hello.c)" 'lib/samara/include/stdio.h' "-M names our headers"
unlike "$($cc -M hello.c)" ' /usr/include' "and none of the host's"
ok "-MMD -MF -MT" $cc -MMD -MF x.d -MT x.o -c hello.c -o x.o
like "$(cat x.d)" '^x.o:.*hello.c' "dependencies are written"
ok "-r" $cc -r hello.o twice.c -o both.o
ok "what -r made links" $cc both.o -o by_r
answers "and runs" "hello world" by_r

# ---- inputs
ok "two sources" $cc main.c twice.c -o two
answers "two sources run" 42 two
ok "assembler" $cc main.c twice.s -o with_s
answers "assembler runs" 42 with_s
ok "assembler with a preprocessor" $cc main.c twice_cpp.S -o with_S
answers "it runs" 42 with_S
$cc -c twice.c && ar rcs libtwice.a twice.o
ok "an archive by name" $cc main.c libtwice.a -o by_name
answers "archive by name runs" 42 by_name
ok "-L and -l" $cc main.c -L. -ltwice -o by_l
answers "-l runs" 42 by_l
ok "-Wl,-L" $cc -Wl,-L. main.c -ltwice -o by_wl
ok "-Xlinker -L" $cc main.c -Xlinker -L. -Xlinker -ltwice -o by_xlinker
ok "standard input" sh -c "echo 'int main(void) { return 7; }' | $cc -x c - -o from_stdin"
timeout -s KILL 20 ./from_stdin
is $? 7 "what came over standard input runs"
mkdir -p sub && printf '#define NAME "include"\n' >sub/name.h
ok "-I and -include" $cc -Isub -include name.h hello.c -o with_include
answers "-include was seen" "hello include" with_include
printf -- '-DNAME="\\"response file\\""\n-O2 hello.c\n-o response\n' >arguments
ok "a response file" $cc @arguments
answers "its arguments count" "hello response file" response
printf 'main.o twice.o -o many\n' >objects
$cc -c main.c && ok "a response file of objects" $cc -g @objects
answers "it links" 42 many
ok "-L and -l in a response file" sh -c "echo '-L. main.o -ltwice -o many2' >objects2 && $cc @objects2"
answers "it links too" 42 many2

# ---- options of all kinds
for options in -O0 -O1 -O2 -O3 -Os -Og "-g -O2" -std=c99 "-std=c11 -pedantic" -pthread -static -static-pie \
	-no-pie "-fno-pie -no-pie" "-fPIC -pie" -rdynamic "-Wl,-E" "-Wl,-rpath,/nowhere" \
	"-Wl,--as-needed -lm -ldl -lrt -lpthread" "-Wall -Wextra -Werror" "-flto -O2" -fno-stack-protector \
	"-Wl,-Map=map" "-Wl,--gc-sections" "-Wl,-O1,-z,relro,-z,now" -s "-fuse-ld=bfd" "-lgcc -lc" "-latomic" \
	"-march=x86-64 -mtune=generic" "-D_GNU_SOURCE -UNAME" "-fvisibility=hidden" "-save-temps=obj" "-pipe"; do
	rm -f with
	$cc $options hello.c -o with >log 2>&1 && [ ! -s log ] &&
		[ "$(timeout -s KILL 20 ./with 2>&1)" = "hello world" ]
	result $? "$options" || sed 's/^/#   /' log
done
ok "the user's option wins over a default" sh -c \
	"printf 'char *f(char *); int main(void) { char b[64]; return *f(b); }\n' >guard.c &&
	$cc -S guard.c -o - | grep -q stack_chk && ! $cc -fno-stack-protector -S guard.c -o - | grep stack_chk"

# ---- what build systems ask
is "$($cc -dumpmachine)" "$(gcc -dumpmachine)" "-dumpmachine"
is "$($cc --version)" "$(gcc --version)" "--version"
is "$($cc -print-libgcc-file-name)" "$(gcc -print-libgcc-file-name)" "-print-libgcc-file-name"
ok "-v without input" sh -c "$cc -v 2>&1 | grep '^gcc version'"
ok "-###" sh -c "$cc '-###' hello.c 2>&1 | grep collect2"
ok "-### runs nothing" sh -c "rm -f a.out; $cc '-###' hello.c 2>/dev/null; [ ! -e a.out ]"
ok "the linker says which it is" sh -c "$cc -Wl,--version 2>&1 | grep 'GNU ld'"
ok "-o /dev/null" $cc hello.c -o /dev/null
[ -c /dev/null ]
result $? "/dev/null is still there"

# ---- the image
image() { # WHAT REGEX COMMAND...
	what=$1
	regex=$2
	shift 2
	like "$("$@" 2>&1)" "$regex" "$what"
}
image "an image is position independent" 'Type: *DYN' readelf -hW hello
image "it has both notes" 'Samara' readelf -nW hello
unlike "$(readelf -lW hello)" INTERP "it needs no interpreter"
unlike "$(readelf -lW hello)" ' RWE ' "no segment is writable and executable"
image "function names are carried" '\.samara\.symbols' readelf -SW hello
$cc -s hello.c -o stripped
unlike "$(readelf -SW stripped)" 'samara.symbols|symtab' "and are not with -s"
strip -o stripped_later hello
answers "strip(1) leaves an image that runs" "hello world" stripped_later
sizes=$(for target in both vm process; do
	$cc -s --for $target hello.c -o "for_$target" && stat -c %s "for_$target"
done | tr '\n' ' ')
set -- $sizes
[ $# = 3 ] && [ "$2" -lt "$1" ] && [ "$3" -lt "$1" ]
result $? "--for leaves a half out ($sizes)"
$cc --jit=toggle hello.c -o jit
is "$(readelf -x .note jit | grep -c 'Samara\|614d\|6d61')" "$(readelf -x .note hello | grep -c 'Samara\|614d\|6d61')" \
	"--jit changes no layout"
objcopy -O binary -j .note jit note
is "$(od -An -tu4 -j 44 -N 4 note | tr -d ' ')" 7 "--jit stands in the note"
is "$(timeout -s KILL 20 ./jit)" "hello world" "--jit runs"
ok "two links of the same are the same file" sh -c "$cc hello.o -o a1 && $cc hello.o -o a2 && cmp a1 a2"

# ---- nothing of the host's gets in
printf '#include <zlib.h>\nint main(void) { return zlibVersion() == 0; }\n' >z.c
ok "a host's library isn't found" sh -c "! $cc hello.c -lz -o z 2>z.log && grep -q 'cannot find -lz' z.log"
ok "nor by LIBRARY_PATH" sh -c "! LIBRARY_PATH=/usr/lib/x86_64-linux-gnu:/usr/lib $cc hello.c -lz -o z 2>z.log"
unlike "$($cc -v -c hello.c 2>&1 | sed -n '/search starts/,/End of/p')" '^ /usr/(local/)?include' \
	"no header directory of the host's"

# ---- another compiler
if command -v clang >/dev/null; then
	SAMARA_CC=clang $cc -O2 -Wall -Werror hello.c -o by_clang >log 2>&1
	result $? "SAMARA_CC=clang" || sed 's/^/#   /' log
	[ ! -s log ]
	result $? "clang has nothing to say" || sed 's/^/#   /' log
	answers "it runs" "hello world" by_clang
	SAMARA_CC=clang ok "clang -c" $cc -c hello.c -o clang.o
	SAMARA_CC="env A=B gcc" ok "a compiler with arguments before it" $cc hello.c -o by_env
else
	skip "SAMARA_CC=clang" "clang isn't installed"
fi
finish
