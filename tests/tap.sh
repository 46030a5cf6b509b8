# SPDX-License-Identifier: ISC
# Test Anything Protocol for shell scripts: sourced by the *.t files below tests/.
#
# The runner (tests/run) gives ROOT (the source tree), BUILD (the build directory), SAMARA
# (the command under test) and T (an empty directory of the script's own). Started by hand,
# `sh tests/link/image.t`, a script gets defaults for all four.

ROOT=${ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
BUILD=${BUILD:-$ROOT/build}
SAMARA=${SAMARA:-$BUILD/bin/samara}
if [ -z "${T:-}" ]; then
	T=$(mktemp -d)
	trap 'rm -rf "$T"' EXIT
fi
export ROOT BUILD SAMARA T
tap_count=0
tap_failed=0

# result CODE WHAT: one line of the protocol; CODE 0 is success
result() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count - $2"
	fi
	return "$1"
}

# ok WHAT COMMAND...: the command succeeds; its output is shown when it doesn't
ok() {
	tap_what=$1
	shift
	if "$@" >"$T/.tap" 2>&1; then
		result 0 "$tap_what"
	else
		result 1 "$tap_what" || sed 's/^/#   /' "$T/.tap"
	fi
}

# is GOT WANTED WHAT: the two strings are equal
is() {
	if [ "$1" = "$2" ]; then
		result 0 "$3"
	else
		result 1 "$3" || printf '%s\n' "got:" "$1" "wanted:" "$2" | sed 's/^/#   /'
	fi
}

# like TEXT REGEX WHAT: some line of the text matches the extended regular expression
like() {
	if printf '%s\n' "$1" | grep -E -q -e "$2"; then
		result 0 "$3"
	else
		result 1 "$3" || printf '%s\n' "got:" "$1" "wanted a line like:" "$2" |
			sed 's/^/#   /'
	fi
}

# unlike TEXT REGEX WHAT: no line matches
unlike() {
	if printf '%s\n' "$1" | grep -E -q -e "$2"; then
		result 1 "$3" || printf '%s\n' "got:" "$1" "wanted no line like:" "$2" |
			sed 's/^/#   /'
	else
		result 0 "$3"
	fi
}

# asleep PID: wait until no thread of that process and of what it started runs or is about to: three
# looks one after the other, for at most a minute
asleep() {
	tap_quiet=0
	tap_looks=0
	while [ $tap_quiet -lt 3 ] && [ $tap_looks -lt 1200 ]; do
		sleep 0.05
		tap_looks=$((tap_looks + 1))
		tap_quiet=$((tap_quiet + 1))
		tap_below=$1
		while [ -n "$tap_below" ]; do
			for tap_process in $tap_below; do
				case $(sed 's/.*) \(.\).*/\1/' "/proc/$tap_process"/task/*/stat 2>/dev/null) in
				*[RD]*) tap_quiet=0 ;;
				esac
			done
			tap_below=$(pgrep -P "$(echo $tap_below | tr ' ' ,)")
		done
	done
}

# seed: SEED is where random choices begin. Always the same one, so that a test has the same result each
# time; SEED=N and SEED=random are others (`make soak` takes many).
seed() {
	SEED=${SEED:-100}
	[ "$SEED" != random ] || SEED=$(od -A n -N 3 -t u4 /dev/urandom | tr -d ' ')
	export SEED
	echo "# SEED=$SEED"
}

# skip WHAT WHY
skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# skip_all WHY: nothing in this script can run here
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# finish: the plan, last of all
finish() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}

# kvm_works: /dev/kvm opens and a first virtual machine comes up. The runner asks once and
# passes the answer down in KVM.
kvm_works() {
	if [ -z "${KVM:-}" ]; then
		KVM=no
		if (: <>/dev/kvm) 2>/dev/null && printf 'quit\n' | timeout -s KILL 20 \
			qemu-system-x86_64 -M microvm -accel kvm -cpu host,-arch-capabilities -nodefaults \
			-display none -monitor stdio >/dev/null 2>&1; then
			KVM=yes
		fi
		export KVM
	fi
	[ "$KVM" = yes ]
}
