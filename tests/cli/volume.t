#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 300
# samara run --volume: what a program in a process sees of the host's files, and how it tries to get
# at more of them; the same by the settings that samara run gives the image.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

ok "the program builds" "$SAMARA" cc -O1 -Wall -Wextra -Werror -o files "$ROOT/tests/cli/volume.c"
[ -x files ] || finish
mkdir inside outside more
echo secret >outside/secret
echo inner >inside/file
echo first >more/file
echo one >one
ln -s ../outside inside/out
ln -s "$T/outside/secret" inside/absolute
ln -s /data/file inside/within
ln -s /proc/self/fd/3 inside/descriptor
mkfifo inside/fifo

run() { # run COMMAND...: in a process with three volumes
	timeout -s KILL 100 "$SAMARA" run --on process --volume inside:/data --volume "$T/more:/a/b/more:ro" \
		--volume one:/one files "$@" 2>&1
}
is "$(run cat /data/file)" inner "a file of a volume"
is "$(run cat /a/b/more/file)" first "one in a directory that had to be made"
is "$(run cat /one)" one "a volume of a single file"
is "$(run list /data)" "absolute
descriptor
fifo
file
out
within" "a list"
is "$(run list /)" "$(printf '%s\n' a data dev one proc sys tmp | grep -xF "$(run list /)")" "nothing else of the host's"
is "$(run cat /etc/passwd)" "errno 2" "not even /etc/passwd"
is "$(run cwd)" / "the working directory is the root"
is "$(run write /data/new text && cat inside/new)" text "a new file is there outside"
is "$(run move /data/new /data/newer && ls inside/newer)" inside/newer "renamed"
is "$(run mode /data/newer 0640 && stat -c %a inside/newer)" 640 "its permissions"
is "$(run remove /data/newer && ls inside | grep -c new)" 0 "removed"
is "$(run write /one more && cat one)" more "the single file can be written"
is "$(run remove /one)" "errno 16" "not removed"
is "$(run cat /data/within)" inner "an absolute link leads where the program sees it"

# what is read-only
is "$(run write /a/b/more/new text)" "errno 30" "nothing is made in a read-only volume"
is "$(run write /a/b/more/file text)" "errno 30" "nor written"
is "$(run remove /a/b/more/file)" "errno 30" "nor removed"
is "$(run mode /a/b/more/file 0600)" "errno 30" "nor changed"
is "$(run cut /a/b/more/file)" "errno 30" "nor cut"
is "$(run link /a/b/more/file /data/stolen)" "errno 18" "nor linked elsewhere"
is "$(run move /a/b/more/file /data/stolen)" "errno 18" "nor moved"
is "$(run move /data/file /a/b/more/new)" "errno 18" "nothing is moved there"
is "$(cat more/file; ls more)" "first
file" "it is as it was"

# ways out
is "$(run cat /data/../outside/secret)" "errno 2" "not by .."
is "$(run cat /data/out/secret)" "errno 2" "not by a link upwards"
is "$(run cat /data/absolute)" "errno 2" "not by an absolute link"
is "$(run cat /data/descriptor)" "errno 2" "not by the host's descriptors"
is "$(run cat /proc/self/root/etc/passwd)" "errno 2" "not by the host's /proc"
is "$(run walk /data)" "root" "not by going up for a long time"
is "$(run symlink "$T/outside" /data/made && run cat /data/made/secret)" "errno 2" "not by a link of its own"
is "$(run device /data/device)" "errno 1" "no device node"
is "$(run raw /data "$T/outside/secret" | grep -v ^samara:)" "$(printf '%s\n' 'openat -38' 'open -38' 'openat2 -38' 'statx -38' \
	'unlink -38' 'chmod -38' 'execve -38' 'mount -38' 'chroot -38' 'link -38')" \
	"not by system call instructions of its own"
is "$(cat outside/secret; ls outside)" "secret
secret" "outside nothing has changed"

# a directory that is exchanged for a link out again and again, while the program looks into it
mkdir inside/sub
echo harmless >inside/sub/secret
ln -s ../outside inside/other
perl -e 'until (-e "stop") {
	rename "inside/sub", "inside/third";
	rename "inside/other", "inside/sub";
	rename "inside/sub", "inside/other";
	rename "inside/third", "inside/sub";
}' &
mover=$!
is "$(run race /data/sub/secret 20000 | sort -u | grep -v '^errno 2$')" harmless "not by a race with a link"
: >stop
wait $mover
rm inside/other inside/made

# a directory that somebody takes out of the volume, with the program in it
mkdir -p inside/leaving
echo kept >inside/leaving/file
(run stay /data/leaving >stay.out) &
stay=$!
for ((i = 0; i < 1500; i++)); do
	! grep -q ready stay.out || break
	sleep 0.02
done
mv inside/leaving outside/leaving
: >inside/go
wait $stay
is "$(cat stay.out)" "ready
file: kept or errno 13
../../outside/secret: errno 2
../secret: errno 2" "a directory that is moved out of the volume leads nowhere else"
rm -r outside/leaving inside/go

# locks
(run lock /data/file >lock.out) &
holder=$!
for ((i = 0; i < 1500; i++)); do
	! grep -q locked lock.out || break
	sleep 0.02
done
is "$(flock -n inside/file true; echo $?)" 1 "flock(1) outside sees the program's lock"
is "$(run try /data/file)" "flock errno 11
record errno 11
held by another" "and so does another program"
touch inside/go
wait $holder
is "$(run try /data/file)" "flock taken
record taken
nobody" "until it ends"
rm inside/go

# descriptors of the host's
(SAMARA_VOLUMES="inside:/data" exec ./files leaks >leaks.out 2>&1) &
leaks=$!
for ((i = 0; i < 1500; i++)); do
	! grep -q ready leaks.out || break
	sleep 0.02
done
is "$(cat leaks.out; ls "/proc/$leaks/fd" | awk '$1 > 2' | wc -l | awk '{ print $1 < 8 ? "few" : $1 }')" "ready
few" "failures leave no descriptor open"
: >inside/go
wait $leaks
rm inside/go

# a FIFO and another process
(sleep 0.2; echo through >inside/fifo) &
is "$(run cat /data/fifo)" through "a FIFO that another process writes"
(run write /data/fifo back) &
is "$(cat inside/fifo)" back "and one that another process reads"
wait

# without volumes, and directly
is "$("$SAMARA" run --on process files cat one 2>&1)" "errno 2" "without volumes there is nothing"
is "$(./files cat one)" "more" "started directly the host's files are there"
is "$(cd inside && ../files cwd)" "$T/inside" "and the working directory"
is "$(SAMARA_SEALED=1 ./files cat one)" "errno 2" "not with SAMARA_SEALED=1"
is "$(SAMARA_SEALED=0 ./files cat one)" "more" "only that"
is "$(SAMARA_SEALED=1 SAMARA_VOLUMES="inside:/x" ./files environment)" "" "the program doesn't see the settings"
is "$(SAMARA_VOLUMES="inside:/x:ro" ./files cat /x/file)" inner "SAMARA_VOLUMES"
is "$(SAMARA_VOLUMES="inside:/x" SAMARA_SANDBOX=0 ./files cat /x/out/secret)" "errno 2" \
	"no way out without the sandbox either"
is "$(./files lseek <one)" "0 4" "standard input that is a file tells its size and position"
is "$(echo x | ./files lseek)" "errno 29 fifo" "a pipe is one"
is "$(SAMARA_SEALED=1 ./files lseek <one)" "0 4" "also when sealed"
is "$(./files lseek </dev/null)" "0 device" "/dev/null is a device"
(./files append a; ./files append b; echo c) >shared
is "$(cat shared)" "abc" "output that several programs write, one after the other"
(read -r line; ./files copy) <"$ROOT/LICENSE" | cmp - <(tail -n +2 "$ROOT/LICENSE")
is "${PIPESTATUS[*]}" "0 0" "input that another program has begun to read"
finish
