#!/bin/sh
# SPDX-License-Identifier: ISC
# deps/fetch: package sources in both forms, checksums, failures. Its package archive is a
# directory here; no network is used.
. "$(dirname "$0")/../tap.sh"

command -v apt-get >/dev/null || skip_all "no apt-get here"

archive=$T/archive
mkdir -p "$archive" "$T/deps" "$T/seed-1/source"
cp "$ROOT/deps/fetch" "$T/deps/"
echo "a winged seed" >"$T/seed-1/README"
tar -c -z -f "$archive/seed_1.orig.tar.gz" -C "$T" seed-1
mkdir -p "$T/debian/patches"
printf '%s\n' '--- a/README' '+++ b/README' '@@ -1 +1 @@' '-a winged seed' '+a patched seed' \
	>"$T/debian/patches/read.patch"
tar -c -J -f "$archive/seed_1-1.debian.tar.xz" -C "$T" debian

# control KIND: the stanza of the source package, for its .dsc file or for the index
control() {
	printf '%s\n' "Format: 3.0 (quilt)" "Version: 1-1" "Maintainer: Nobody <nobody@example.org>"
	if [ "$1" = index ]; then
		printf '%s\n' "Package: seed" "Directory: ."
	else
		printf '%s\n' "Source: seed"
	fi
	echo "Checksums-Sha256:"
	for file in seed_1-1.dsc seed_1.orig.tar.gz seed_1-1.debian.tar.xz; do
		[ "$1" = dsc ] && [ $file = seed_1-1.dsc ] && continue
		echo " $(sha256sum <"$archive/$file" | cut -c-64) $(wc -c <"$archive/$file") $file"
	done
}
control dsc >"$archive/seed_1-1.dsc"
control index >"$archive/Sources"

# describe CHECKSUM: write deps/seed
describe() {
	printf '%s\n' "name     seed" "version  1-1" "source   $1 seed_1.orig.tar.gz" \
		"source   $(sha256sum <"$archive/seed_1-1.debian.tar.xz" | cut -c-64) seed_1-1.debian.tar.xz" \
		"patch    read.patch" >"$T/deps/seed"
}
sum=$(sha256sum <"$archive/seed_1.orig.tar.gz" | cut -c-64)
describe "$sum"

# system NAME: an empty system configuration for the package client
system() {
	rm -rf "$T/etc"
	mkdir -p "$T/etc/parts"
	printf '%s\n' "Dir::Etc::sourcelist \"$T/etc/sources.list\";" \
		"Dir::Etc::sourceparts \"$T/etc/parts\";" >"$T/apt.conf"
}
export APT_CONFIG="$T/apt.conf"

fetch() {
	timeout -s KILL 60 "$T/deps/fetch" seed "$T/$1"
}

classic="deb [trusted=yes] file:$archive ./"

system
echo "$classic" >"$T/etc/sources.list"
ok "classic sources only" fetch classic
is "$(cat "$T/classic/seed/README")" "a patched seed" "the tree is unpacked and patched"
touch "$T/classic/seed/mark"
rm "$T/etc/sources.list"
ok "a second call does nothing" fetch classic
ok "and leaves the tree as it is" test -e "$T/classic/seed/mark"

system
printf '%s\n' "Types: deb" "URIs: file:$archive" "Suites: ./" "Trusted: yes" >"$T/etc/parts/local.sources"
ok "deb822 sources only" fetch deb822

system
echo "$classic" >"$T/etc/parts/local.list"
echo "deb [trusted=yes] file:$T/nowhere ./" >"$T/etc/parts/other.list"
echo "this is no source" >"$T/etc/parts/broken.sources"
echo "deb file:$T/nowhere ./" >"$T/etc/parts/off.list.disabled"
ok "sources of others that fail don't matter" fetch others

said=$(describe "$(echo "$sum" | tr 0-9a-f 1-9a-f0)" && fetch wrong 2>&1)
is $? 1 "a wrong checksum fails"
is "$said" "samara: seed_1.orig.tar.gz hasn't the checksum that deps/seed says" "in one sentence"
is "$(ls "$T/wrong")" "" "and leaves nothing"

describe "$sum"
system
said=$(fetch missing 2>&1)
is $? 1 "without a source it fails"
is "$(printf '%s\n' "$said" | wc -l)" 1 "in one sentence"
is "$(ls "$T/missing")" "" "and leaves nothing"

said=$("$T/deps/fetch" nothing "$T/none" 2>&1)
is "$?: $said" "1: samara: no dependency is called nothing: there is no deps/nothing" "an unknown name"
finish
