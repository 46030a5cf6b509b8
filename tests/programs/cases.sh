# SPDX-License-Identifier: ISC
# Suites of many cases, each a program run of its own: what passes on Linux passes as an image. The tests
# here source it after program.sh.
#
# A test writes "$T/case", a script that is called `sh case WAY CASE` in an empty directory and exits with 0
# when the case passes that way; "linux" is one of the ways. A list, NAME.txt, holds what is known
# to fail though it passes on Linux: a line for each case, with a way behind it if it is only that
# way, below a comment that gives the reason. The lists are checked from both sides: a
# case in one that passes is a failure here. "?" behind a case means that it is chance.

list=$ROOT/tests/programs/$(basename "$0" .t).txt

cat >"$T/attempt" <<'END'
directory=$T/cases/$1/$(echo "$3" | tr / .)
for attempt in $(seq "$2"); do
	rm -rf "$directory"
	mkdir -p "$directory/in"
	cd "$directory/in" && sh "$T/case" "$1" "$3" >../output 2>&1 </dev/null && echo "$3" && break
	echo "exit status $?" >>../output
done
rm -rf "$directory/in"
END

# passing WAY JOBS ATTEMPTS <CASES: those that pass, sorted. The machine may be loaded: several attempts
passing() {
	xargs -P "$2" -n 1 sh "$T/attempt" "$1" "$3" | sort
}

# excepted WAY KIND: what the list holds for that way; KIND is "fails" or "chance"
excepted() {
	sed 's/#.*//' "$list" | awk -v way="$1" -v kind="$2" '
		NF && ($NF == "?") == (kind == "chance") && (NF == 1 || $2 == "?" || $2 == way) { print $1 }' | sort
}

# compare WAY JOBS CASES WHAT: of these cases, which pass on Linux, those pass that the list doesn't have
compare() {
	sort "$3" >"$T/good.sorted"
	excepted "$1" chance >"$T/chance"
	excepted "$1" fails | comm -12 - "$T/good.sorted" >"$T/listed"
	comm -23 "$T/good.sorted" "$T/chance" | comm -23 - "$T/listed" >"$T/wanted"
	passing "$1" "$2" 3 <"$T/wanted" >"$T/passed"
	comm -23 "$T/wanted" "$T/passed" >"$T/failed"
	is "$(tr '\n' ' ' <"$T/failed")" "" "$4: $(wc -l <"$T/passed") cases of $(wc -l <"$T/good.sorted")"
	while read -r name; do
		grep -v "^samara:   #" "$T/cases/$1/$(echo "$name" | tr / .)/output" | head -n 4 | sed "s|^|#   $name: |"
	done <"$T/failed"
	passing "$1" "$2" 1 <"$T/listed" >"$T/passed"
	is "$(tr '\n' ' ' <"$T/passed")" "" "$4: the $(wc -l <"$T/listed") in $(basename "$list") fail"
}

# sample WAY N: N of the cases that pass on Linux and should there, in the order that SEED gives
sample() {
	sort "$T/good" | comm -23 - <(excepted "$1" fails) | comm -23 - <(excepted "$1" chance) |
		awk -v seed="${SEED:-100}" 'BEGIN { srand(seed) } { print rand(), $0 }' | sort | cut -d ' ' -f 2 |
		head -n "$2"
}
