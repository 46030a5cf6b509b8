# SPDX-License-Identifier: ISC
# Building a real program from its upstream source, for the *.t files here, which source it.
#
# The source comes by deps/fetch. It is built twice by its own rules: with the host's
# compiler in BUILD/tests/programs/NAME.native, and with `samara cc` in NAME.image, anew whenever
# the libraries of images have changed. Large programs are compiled once, with `samara cc`, and linked
# twice from the same objects: as an image, and with plain musl as a Linux program.
. "$(dirname "$0")/../tap.sh"

programs=$BUILD/tests/programs
mkdir -p "$programs"
programs=$(cd "$programs" && pwd)
case $SAMARA in
/*) ;;
*) SAMARA=$PWD/$SAMARA ;;
esac
library=$(dirname "$SAMARA")/../lib/samara
native_cc=gcc
image_cc="$SAMARA cc"

# current DIRECTORY: it was built after the command and the libraries of images
current() {
	[ -e "$1/.built" ] &&
		[ -z "$(find "$SAMARA" "$library" -maxdepth 1 -type f -newer "$1/.built")" ]
}

# program NAME FUNCTION [KINDS]: fetch and build; FUNCTION gets the compiler as $1 in a copy of the source.
# KINDS is "native image" unless the function links both programs itself: then "image".
program() {
	"$ROOT/deps/fetch" "$1" "$BUILD/deps" || skip_all "the source of $1 can't be fetched"
	for kind in ${3:-native image}; do
		directory=$programs/$1.$kind
		eval "compiler=\$${kind}_cc"
		current "$directory" && continue
		rm -rf "$directory"
		cp -a "$BUILD/deps/$1" "$directory"
		if ! (cd "$directory" && "$2" "$compiler") >"$directory.log" 2>&1; then
			result 1 "$1 builds with its own rules and CC=\"$compiler\""
			tail -n 20 "$directory.log" | sed 's/^/#   /'
			finish
		fi
		touch "$directory/.built"
	done
	native=$programs/$1.native
	image=$programs/$1.image
	result 0 "$1 builds with its own rules and CC=\"samara cc\""
}

# run PLATFORM IMAGE ARGUMENT...: run an image there, bounded in time
run() {
	platform=$1
	shift
	timeout -s KILL "${limit:-120}" "$SAMARA" run --on "$platform" "$@"
}

# the ways to run that this machine offers
platforms="process qemu"
kvm_works && platforms="$platforms kvm"
