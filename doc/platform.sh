#!/bin/sh
# SPDX-License-Identifier: ISC
# Writes doc/platform.md from include/samara/platform.h and volume.h: `make doc`. Each blank-line separated piece
# of the headers becomes its declarations and then its comment; `---- NAME` in a comment starts a section.
# tests/source/documents.t checks that the file in the tree is what comes out here.
cd "$(dirname "$0")/.." || exit 1
cat <<'END'
# The platform: what the libos may ask of what lies below

Written by `make doc` from `include/samara/platform.h` and `include/samara/volume.h`; change it there. The register frame of
an upcall is described in `include/samara/frame.h`.

END
awk '
function flush_piece() {
	sub(/\n+$/, "", text)
	if (code != "")
		printf "```c\n%s```\n\n", code
	if (text != "")
		printf "%s\n\n", text
	code = text = ""
}
function say(line) {
	sub(/^ *\*? ?/, "", line)
	gsub(/\t/, " ", line)
	if (line ~ /^---- /) {
		flush_piece()
		gsub(/^---- | ----$/, "", line)
		printf "## %s%s\n\n", toupper(substr(line, 1, 1)), substr(line, 2)
		return
	}
	if (line == "" && text != "" && text !~ /\n$/)
		text = text "\n\n"
	else if (line != "")
		text = text (text == "" || text ~ /\n$/ ? "" : "\n") line
}
FNR == 1 || /^#(ifndef|endif|include)/ || /^#define SAMARA_[A-Z]*_H/ { next }
comment {
	line = $0
	done = sub(/ *\*\/$/, "", line)
	say(line)
	if (done)
		comment = 0
	next
}
/^\/\*/ {
	line = substr($0, 3)
	done = sub(/ *\*\/$/, "", line)
	say(line)
	comment = !done
	next
}
/^$/ { flush_piece(); next }
{
	line = $0
	gsub(/\t/, "    ", line)
	code = code line "\n"
}
END { flush_piece() }' include/samara/platform.h include/samara/volume.h
