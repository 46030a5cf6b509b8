#!/bin/sh
# SPDX-License-Identifier: ISC
# Writes doc/syscalls.md from libos/syscalls.def and the comment above each system call's definition
# (libos/syscalls.h says how it is written): `make doc`. Fails, naming the place, where a definition has
# no such comment or a comment is contradicted by the code; tests/source/syscalls.t relies on that.
#
#	doc/syscalls.sh [FOLDER]    of another tree
cd "${1:-$(dirname "$0")/..}" || exit 1
LC_ALL=C awk '
BEGIN {
	split("mem:Memory sched:Threads_and_scheduling signal:Signals time:Time " \
	      "identity:Identity_and_limits exec:The_program random:Random_numbers fs:Files event:Events net:Network", \
	      pairs, " ")
	for (i = 1; i in pairs; i++) {
		split(pairs[i], pair, ":")
		gsub("_", " ", pair[2])
		order[i] = pair[1]
		title[pair[1]] = pair[2]
	}
	groups = i - 1
}
function wrong(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why >"/dev/stderr"
	failed = 1
}
function folder_of(file) {
	sub(/^libos\//, "", file)
	sub(/\/.*/, "", file)
	if (!(file in title)) {
		title[file] = file
		order[++groups] = file
	}
	return file
}
FNR == 1 { comment = ""; in_comment = in_body = 0 }

# the table
FILENAME ~ /\.def$/ && /^SYSTEM_CALL\(/ {
	split($0, part, /[(), ]+/)
	if (part[3] in number)
		wrong(part[3] " is there twice")
	number[part[3]] = part[2]
	name[++calls] = part[3]
	status[part[3]] = "absent"
}
FILENAME ~ /\.def$/ { next }

# a body is kept as far as it takes to see whether it is all of `return -ENOSYS`
in_body {
	gsub(/[ \t]/, "")
	body = body $0
	if ($0 != "}")
		next
	in_body = 0
	nothing = body ~ /{return-ENOSYS;}$/
	if (nothing != (status[call] == "absent"))
		wrong(call " is said to be " status[call] ", but " \
		      (nothing ? "only returns -ENOSYS" : "does something"))
	next
}
in_comment || /^\/\*/ {
	if (!in_comment)
		comment = ""
	line = $0
	in_comment = line !~ /\*\/$/
	sub(/^ ?\/?\*+ ?/, "", line)
	sub(/ ?\*\/$/, "", line)
	comment = comment (comment == "" ? "" : " ") line
	ended = FNR
	next
}
/^long sys_[a-z0-9_]+\(/ {
	call = substr($0, 10, index($0, "(") - 10)
	known = call in number
	if (!known)
		wrong(call " is no system call of syscalls.def")
	else if (call in folder)
		wrong(call " is defined twice")
	folder[call] = folder_of(FILENAME)
	file[call] = FILENAME
	if (ended != FNR - 1 || comment !~ /^(full|partial: .+|absent: .+)$/)
		wrong("no /* full */, /* partial: ... */ or /* absent: ... */ right above " call)
	status[call] = substr(comment, 1, match(comment, /[^a-z]|$/) - 1)
	note[call] = comment ~ /: / ? substr(comment, index(comment, ": ") + 2) : ""
	gsub(/\|/, "\\|", note[call])
	body = ""
	in_body = 1
}

END {
	if (failed)
		exit 1
	for (i = 1; i <= calls; i++) {
		count[status[name[i]]]++
		if (name[i] in folder)
			count[folder[name[i]], status[name[i]]]++
	}
	print "# System calls\n"
	print "Written by `make doc` from `libos/syscalls.def` and the sources; `libos/syscalls.h` says how. Of the"
	printf "%d system calls of x86-64 Linux 6.1, **%d are full, %d partial, %d absent**.\n\n",
		calls, count["full"], count["partial"], count["absent"]
	print "- **full**: as the Linux manual says, for one process alone on its machine."
	print "- **partial**: the same, but for what the line says."
	print "- **absent**: -ENOSYS. The first use of each is named in the log, unless it is in a table here.\n"
	for (g = 1; g <= groups; g++) {
		full = count[order[g], "full"] + 0
		partial = count[order[g], "partial"] + 0
		if (full + partial == 0)
			continue
		printf "## %s: %d full, %d partial\n\n", title[order[g]], full, partial
		print "| number | call | status | what differs |\n| ---: | --- | --- | --- |"
		for (i = 1; i <= calls; i++) {
			call = name[i]
			if (folder[call] == order[g])
				printf "| %d | [%s](../%s) | %s | %s |\n", number[call], call, file[call], \
					status[call], note[call]
		}
		print ""
	}
	printf "## Absent: %d\n\n", count["absent"]
	line = ""
	for (i = 1; i <= calls; i++) {
		if (status[name[i]] != "absent")
			continue
		word = number[name[i]] " " name[i]
		if (length(line word) > 96) {
			print line ","
			line = ""
		}
		line = line (line == "" ? "" : ", ") word
	}
	print line "."
}' libos/syscalls.def libos/*/*.c libos/*/x86_64/*.c
