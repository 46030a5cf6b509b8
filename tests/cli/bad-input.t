#!/bin/sh
# SPDX-License-Identifier: ISC
# limit: 240
# Wrong calls: one sentence that says what is wrong, a status that isn't 0, nothing left behind.
. "$(dirname "$0")/../tap.sh"

cc="$SAMARA cc"
cd "$T" || exit 1
printf '#include <stdio.h>\nint main(void)\n{\n\tputs("hello");\n\treturn 0;\n}\n' >hello.c
printf '#include <fcntl.h>\nint main(void)\n{\n\treturn open("/dev/vda", O_RDONLY) < 0;\n}\n' >files.c
$cc hello.c -o hello && $cc --for vm hello.c -o for_vm && $cc --for process hello.c -o for_process &&
	$cc files.c -o files
result $? "images to try with"

fails() { # WHAT STATUS REGEX COMMAND...: that status, one line on standard error, nothing on output
	what=$1
	status=$2
	regex=$3
	shift 3
	timeout -s KILL 60 "$@" >out 2>err </dev/null
	got=$?
	[ $got = "$status" ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ] && grep -E -q "$regex" err
	result $? "$what" || {
		echo "#   status $got, wanted $status"
		cat out err | sed 's/^/#   /'
	}
}

# ---- samara cc: the compiler's own words and status
same() { # WHAT ARGUMENT...: message and status are gcc's
	what=$1
	shift
	gcc "$@" >out.gcc 2>err.gcc
	status=$?
	$cc "$@" >out 2>err
	is "$?" $status "$what: the status is gcc's"
	ok "$what: the message is gcc's" cmp err err.gcc
	ok "$what: the output is gcc's" cmp out out.gcc
}
same "a missing file" nothing.c -o x
same "no input at all"
same "an option that doesn't exist" -fno-such-thing hello.c -o x
printf 'int main(void)\n{\n\treturn x;\n}\n' >broken.c
same "a program that doesn't compile" broken.c -o x
same "a missing file with -c" -c nothing.c
[ ! -e x ]
result $? "no output file is left"

printf 'int nobody(void);\nint main(void)\n{\n\treturn nobody();\n}\n' >undefined.c
echo old >x
$cc undefined.c -o x >out 2>err
is $? 1 "a link error has the compiler's status"
like "$(cat err)" "undefined reference to .nobody'" "and the linker's message"
[ ! -e x ]
result $? "and leaves no output, not even an old one"
mkdir tmp && TMPDIR=$T/tmp $cc undefined.c -o x 2>/dev/null
is "$(ls tmp)" "" "nor a temporary file"
fails "-shared" 1 "shared librar" $cc -shared hello.c -o x.so
fails "--for nonsense" 2 "both, vm or process" $cc --for nonsense hello.c
fails "--jit nonsense" 2 "toggle or fault" $cc --jit=nonsense hello.c
fails "--memory nonsense" 2 "size" $cc --memory much hello.c
fails "a compiler that isn't there" 127 "no-such-compiler" env SAMARA_CC=no-such-compiler $cc hello.c
ok "a linker script" sh -c "! $cc -T nothing.ld hello.c -o x 2>err && grep -q layout err"

# ---- samara run
run="$SAMARA run"
fails "no image" 125 "which image" $run
fails "an image that isn't there" 125 "nothing: No such file" $run nothing
fails "a directory" 125 "directory" $run .
fails "a script" 125 "not an ELF file" $run "$ROOT/tests/tap.sh"
fails "an empty file" 125 "not an ELF file" sh -c ": >empty && $run empty"
fails "a device" 125 "not a regular file" $run /dev/null
fails "a program of Linux" 125 "not an image" $run /bin/true
fails "an object file" 125 "not an image" sh -c "$cc -c hello.c && $run hello.o"
fails "an option that isn't there" 125 "no option --nonsense" $run --nonsense hello
fails "a value that is missing" 125 "needs a value" $run -m
fails "-m nonsense" 125 "size" $run -m lots hello
fails "-e without a name" 125 "name" $run -e =x hello
fails "--on nonsense" 125 "auto, kvm, qemu or process" $run --on mars hello
fails "--machine nonsense" 125 "microvm or q35" $run --machine toaster hello
volume="$run --on process --volume"
fails "--volume without a colon" 125 "HOST:GUEST" $volume . hello
fails "--volume with another option" 125 "HOST:GUEST:ro" $volume .:/x:rw hello
fails "--volume with too many colons" 125 "HOST:GUEST:ro" $volume .:/x:ro:ro hello
fails "--volume at a relative path" 125 "absolute" $volume .:x hello
fails "--volume at no path" 125 "absolute" $volume .: hello
fails "--volume at the root" 125 "absolute" $volume .:/ hello
fails "--volume above" 125 "absolute" $volume .:/x/../y hello
fails "--volume that isn't there" 125 "nothing: No such file" $volume nothing:/x hello
fails "--volume of a device" 125 "neither" $volume /dev/null:/x hello
fails "two volumes at one place" 125 "already" $volume .:/x --volume tmp:/x hello
fails "--volume for a machine" 125 "on process" $run --on qemu --volume .:/x hello
disk="$run --disk"
for on in process qemu; do
	fails "--disk that isn't there, $on" 125 "nothing: No such file" $disk nothing --on $on hello
	fails "--disk of a directory, $on" 125 "directory" $disk tmp --on $on hello
	fails "--disk of a directory to read, $on" 125 "neither" $disk tmp:ro --on $on hello
	fails "--disk of a device, $on" 125 "neither" $disk /dev/null --on $on hello
	fails "--disk of no bytes, $on" 125 "multiple of 512" sh -c ": >empty; $disk empty --on $on hello"
	fails "--disk of 1000 bytes, $on" 125 "multiple of 512" \
		sh -c "truncate -s 1000 crooked; $disk crooked --on $on hello"
done
fails "--disk without a name" 125 "FILE" $disk "" hello
truncate -s 4096 small
fails "seven disks" 125 "6 disks" $run $(printf -- '--disk small:ro %.0s' 1 2 3 4 5 6 7) hello
truncate -s 4096 both
fails "the same disk twice, process" 1 "both: is in use" $run --disk both --disk both --on process files
fails "the same disk twice, qemu" 125 "lock" $run --disk both --disk both --on qemu files
fails "for a VM only, as a process" 125 "virtual machine only" $run --on process for_vm
fails "for a process only, in a VM" 125 "process only" $run --on qemu for_process
fails "for a VM only, executed" 1 "samara run" ./for_vm
fails "without a monitor" 125 "qemu-system-x86_64 isn't installed" env PATH=/nowhere $run --on qemu hello
fails "far too little memory" 125 "needs [0-9]+ MiB" $run --on qemu -m 1M hello
printf 'char much[40 << 20];\nint main(void)\n{\n\treturn much[0];\n}\n' >large.c
$cc large.c -o large
timeout -s KILL 60 $run --on qemu -m 16M large >out 2>err </dev/null
status=$?
[ $status != 0 ] && [ $status != 137 ] && grep -E -q 'needs [0-9]+ MiB' err
result $? "too little memory: the guest says what it needs (status $status)" || sed 's/^/#   /' err
fails "more arguments than a machine takes" 125 "3900" $run --on qemu hello "$(head -c 5000 /dev/zero | tr '\0' x)"
fails "a processor that QEMU doesn't know" 125 "nonsense" $run --on qemu --cpu nonsense hello
if [ ! -e /dev/kvm ]; then
	fails "no KVM" 125 "/dev/kvm" $run --on kvm hello
fi

# ---- damaged files: an answer, never a crash
ok "damaged images are refused or shown" sh -c '
	size=$(stat -c %s hello)
	for i in $(seq 1 60); do
		cp hello damaged
		for j in 1 2 3 4; do
			printf "\\377" | dd of=damaged bs=1 seek=$(((i * 37 + j * 101) % 1200)) conv=notrunc 2>/dev/null
		done
		'"$SAMARA"' size damaged >/dev/null 2>&1
		[ $? -le 2 ] || exit 1
		echo "samara: image+0x1234" | '"$SAMARA"' symbolize damaged >/dev/null 2>&1
		[ $? -le 2 ] || exit 1
	done
	for n in 0 1 4 63 64 100 600 4096 20000 $((size / 2)) $((size - 1)); do
		head -c $n hello >damaged
		for command in size licenses "run --on process"; do
			timeout -s KILL 30 '"$SAMARA"' $command damaged >/dev/null 2>&1 </dev/null
			[ $? -lt 129 ] || exit 1
		done
	done'

# ---- the others
fails "a command that isn't there" 2 "no command nonsense" "$SAMARA" nonsense
fails "help for one" 2 "no command nonsense" "$SAMARA" help nonsense
for command in size licenses symbolize; do
	fails "$command without an image" 2 "which image" "$SAMARA" $command
	fails "$command of something else" 1 "not an image" "$SAMARA" $command /bin/true
done
is "$(pgrep -f "$T" | grep -v "^$$\$" | wc -l)" 0 "no process is left"
finish
