#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Documents agree with the sources: the written contract, the files and commands that are named, the
# sub-commands of the man page, the limits of the README.
. "$(dirname "$0")/../tap.sh"

cd "$ROOT" || exit 1
doc/platform.sh >"$T/platform.md"
ok "doc/platform.md is what make doc writes" cmp "$T/platform.md" doc/platform.md
for file in README.md NONGOALS.md CAVEATS.md CHANGES.md LICENSE doc/design.md doc/boot.md doc/samara.1; do
	ok "$file is there" test -s "$file"
done
# A word in backquotes that looks like a file of the tree is one.
missing=
for word in $(cat ./*.md doc/*.md tests/README.md | tr '\n' ' ' | grep -o '`[^`]*`' | tr -d '`' |
	grep -E '^(core|platform|libos|libc|cli|image|include|tests|bench|doc|deps|examples)/[A-Za-z0-9_./-]*$' |
	sort -u); do
	case $word in include/hw/*) continue ;; esac # QEMU's
	[ -e "${word%/}" ] || missing="$missing $word"
done
is "$missing" "" "files that documents name are there"
missing=
for target in $(cat ./*.md doc/*.md tests/README.md | grep -o 'make [a-z-]*' | sed 's/make //' | sort -u); do
	grep -q -E "^$target:|^\.PHONY:.*\b$target\b" Makefile ./*/*.mk && continue
	case $target in
	it | a | the | sure | no | this | up | them | what | an | is | page) ;; # the verb
	*) missing="$missing $target" ;;
	esac
done
is "$missing" "" "targets that documents name are there"
for command in $("$SAMARA" help | awk '/^  [a-z]/ { print $1 }'); do
	ok "the man page has samara $command" grep -q "$command" doc/samara.1
done
is "$(make -s help | sed -n 's/^make \([a-z-]*\).*/\1/p' | sort | uniq -d)" "" "make help names each target once"
finish
