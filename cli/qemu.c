/* SPDX-License-Identifier: ISC */
/*
 * samara run in a virtual machine: QEMU's command line, the guest's, and the watch over
 * both. The program's three streams are named ports of a virtio serial device, the exit
 * status is one byte on the debug console, and the core's own words come over the serial
 * port; this process holds the other ends (relay.c). QEMU is killed when this process
 * ends, however that comes about; a signal restores the terminal first.
 *
 * The signals that ask a command to end press the machine's power button, by QEMU's
 * monitor protocol (QMP), so that the program gets SIGTERM. If it isn't gone after
 * GRACE seconds, or on the next such signal after SAME, the machine is ended. So it is at
 * once if the image has no power button, and while gdb may have stopped it.
 */
#include "../core/x86_64/layout.h"
#include "samara.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the host's processor has, but for a register that tells of its flaws: nothing here
 * works around them, and an emulated /dev/kvm may refuse to set it. */
#define CPU_KVM "host,-arch-capabilities"

#define SAME 300 /* ms: timeout(1) signals a command, and then its whole group */
#define GRACE \
	5 /* seconds; what container tools give is 10, what a person waits is less */

/* The core takes a page with its NUL; QEMU adds some 50 bytes for each of two devices,
 * and for each disk. */
#define COMMAND_LINE_MAX  3900
#define COMMAND_LINE_DISK 50

/* ---- the guest's command line: options and environment, "--", arguments */

/* A word for the guest: quoted unless it is plain; a backslash in front of what follows a
 * blank keeps the inside of a word from looking like a word of its own. */
static char *quoted(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "0123456789_./:,+@%-";
	if (*word && word[strspn(word, plain)] == 0 && strcmp(word, "--") != 0)
		return text("%s", word);
	char *result = allocate(2 * strlen(word) + 3), *to = result;
	*to++ = '"';
	for (char last = 0; *word; last = *word++) {
		if (*word == '"' || *word == '\\' || last == ' ')
			*to++ = '\\';
		*to++ = *word;
	}
	*to = '"';
	return result;
}

static char *join(const struct words *words)
{
	size_t size = 1;
	for (size_t i = 0; i < words->count; i++)
		size += strlen(words->word[i]) + 1;
	char *line = allocate(size), *to = line;
	for (size_t i = 0; i < words->count; i++) {
		if (i)
			*to++ = ' ';
		to = stpcpy(to, words->word[i]);
	}
	return line;
}

static char *guest_line(const struct run *run, uint64_t base)
{
	struct words words = {0};
	words_add(&words, text("samara.name=%s", quoted(run->image)));
	words_add(&words, terminal_options());
	if (base)
		words_add(&words, text("samara.base=0x%llx", (unsigned long long)base));
	for (size_t i = 0; i < run->options.count; i++)
		words_add(&words, run->options.word[i]);
	for (size_t i = 0; i < run->environment.count; i++)
		words_add(&words, quoted(run->environment.word[i]));
	words_add(&words, "--");
	for (char **argument = run->arguments; *argument; argument++)
		words_add(&words, quoted(*argument));
	char *line = join(&words);
	size_t most = COMMAND_LINE_MAX - run->disk_count * COMMAND_LINE_DISK;
	if (strlen(line) > most)
		die(125,
		    "arguments and environment take %zu bytes; a machine's command line "
		    "holds %zu",
		    strlen(line), most);
	return line;
}

/* ---- QEMU's command line */

struct channel {
	int ours, theirs;
};

/* A pair of sockets, and the character device that is its other end in QEMU. */
static struct channel channel_add(struct words *words, const char *name)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		die(125, "cannot make a pair of sockets: %s", strerror(errno));
	words_add(words, "-chardev");
	words_add(words, text("socket,id=%s,fd=%d", name, pair[1]));
	return (struct channel){pair[0], pair[1]};
}

static void device_add(struct words *words, const char *device)
{
	words_add(words, "-device");
	words_add(words, device);
}

static void devices_add(struct words *words, const char *bus)
{
	device_add(words, text("virtio-rng-%s", bus));
	device_add(words, text("virtio-serial-%s,max_ports=4", bus));
	device_add(words, "virtserialport,nr=1,name=samara.stdin,chardev=stdin");
	device_add(words, "virtserialport,nr=2,name=samara.stdout,chardev=stdout");
	device_add(words, "virtserialport,nr=3,name=samara.stderr,chardev=stderr");
	device_add(words, "isa-debugcon,iobase=0xe9,chardev=status");
	device_add(words, "isa-debug-exit,iobase=0x501,iosize=4");
	words_add(words, "-serial");
	words_add(words, "chardev:serial");
	words_add(words, "-mon");
	words_add(words, "chardev=monitor,mode=control");
}

static void machine_add(struct words *words, const struct run *run)
{
	bool kvm = strcmp(run->on, "kvm") == 0,
	     micro = strcmp(run->machine, "microvm") == 0;
	static const char *const always[] = {
	        "-nodefaults",
	        "-no-user-config",
	        "-no-reboot",
	        "-display",
	        "none",
	        "-global",
	        "virtio-mmio.force-legacy=off",
	        NULL,
	};
	words_add(words, "-M");
	/* A button takes tables that tell of it; without them the machine starts sooner.
	 */
	words_add(words, !micro ? "q35" : run->button ? "microvm" : "microvm,acpi=off");
	words_add(words, "-accel");
	words_add(words, kvm ? "kvm" : "tcg");
	words_add(words, "-cpu");
	words_add(words, run->cpu ? run->cpu : kvm ? CPU_KVM : "max");
	words_add(words, "-m");
	words_add(words, text("%lluK", (unsigned long long)(run->memory + 1023) >> 10));
	words_add_all(words, always);
	devices_add(words, micro ? "device" : "pci");
	disks_to_qemu(words, run, micro ? "device" : "pci");
}

/* ---- gdb */

static char gdb_directory[64], gdb_socket[80]; /* removed at the end */

static void gdb_remove(void)
{
	if (gdb_socket[0]) {
		unlink(gdb_socket);
		rmdir(gdb_directory);
	}
}

/* A socket that only this user reaches; QEMU listens on it. */
static int gdb_listen(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(gdb_directory, sizeof gdb_directory, "/tmp/samara-XXXXXX");
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || !mkdtemp(gdb_directory))
		die(125, "cannot make a socket for gdb: %s", strerror(errno));
	snprintf(gdb_socket, sizeof gdb_socket, "%s/gdb", gdb_directory);
	memcpy(address.sun_path, gdb_socket, strlen(gdb_socket));
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(fd, 1) != 0) {
		int error = errno;
		gdb_remove();
		die(125, "%s: %s", gdb_socket, strerror(error));
	}
	return fd;
}

/* Where the core is to place the image, so that gdb can be told. */
static uint64_t random_base(void)
{
	uint64_t random;
	if (getrandom(&random, sizeof random, 0) != sizeof random)
		die(125, "no random numbers: %s", strerror(errno));
	return SPACE_IMAGE | (random & SPACE_RANDOM);
}

static void gdb_add(struct words *words, const struct run *run, int fd, uint64_t base)
{
	words_add(words, "-S");
	words_add(words, "-chardev");
	words_add(words, text("socket,id=gdb,server=on,wait=off,fd=%d", fd));
	words_add(words, "-gdb");
	words_add(words, "chardev:gdb");
	message("waiting for gdb, started so:");
	fprintf(stderr,
	        "gdb -ex 'set trust-readonly-sections on' -ex 'add-symbol-file %s -o "
	        "0x%llx' "
	        "-ex 'target remote %s' -ex '%s main'\n",
	        run->image, (unsigned long long)base, gdb_socket,
	        strcmp(run->on, "kvm") == 0 ? "hbreak" : "break");
}

/* ---- the watch */

static volatile sig_atomic_t qemu_pid;
static volatile sig_atomic_t asked_by; /* the signal that pressed the button; 0: none */
static int monitor = -1;               /* -1: the machine has no button */

/* Here and in the next three: only calls that a handler may make. */
static void end_by_signal(int number)
{
	terminal_restore();
	if (qemu_pid > 0) {
		kill(qemu_pid, SIGKILL);
		waitpid(qemu_pid, NULL, 0);
	}
	gdb_remove();
	_exit(128 + number);
}

static void grace_over(int unused)
{
	end_by_signal(asked_by);
}

static long now_ms(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void ask_by_signal(int number)
{
	static long asked_at;
	static const char press[] = "{\"execute\": \"qmp_capabilities\"}\n"
	                            "{\"execute\": \"system_powerdown\"}\n";
	int error = errno;
	if (asked_by && now_ms() - asked_at < SAME)
		return;
	if (asked_by || monitor < 0 ||
	    write(monitor, press, sizeof press - 1) != sizeof press - 1)
		end_by_signal(number);
	asked_by = number;
	asked_at = now_ms();
	alarm(GRACE);
	errno = error;
}

/* Ctrl-Z: the machine stops too, and the terminal is the shell's meanwhile. */
static void stop_by_signal(int number)
{
	int error = errno;
	terminal_restore();
	kill(qemu_pid, SIGSTOP);
	kill(getpid(), SIGSTOP);
	kill(qemu_pid, SIGCONT);
	terminal_raw();
	errno = error;
}

static void handle(int number, void (*handler)(int), const sigset_t *mask, int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, old;
	action.sa_mask = *mask;
	sigaction(number, NULL, &old);
	if (old.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

static void catch_signals(void)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM};
	sigset_t mask;
	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
		sigaddset(&mask, ending[i]);
	handle(SIGINT, ask_by_signal, &mask, SA_RESTART);
	handle(SIGTERM, ask_by_signal, &mask, SA_RESTART);
	handle(SIGHUP, ask_by_signal, &mask, SA_RESTART);
	handle(SIGQUIT, end_by_signal, &mask, SA_RESTART);
	signal(SIGALRM, SIG_DFL);
	handle(SIGALRM, grace_over, &mask, SA_RESTART);
	sigemptyset(&mask);
	handle(SIGTSTP, stop_by_signal, &mask, SA_RESTART);
	signal(SIGPIPE, SIG_IGN);
}

struct preparation {
	int messages; /* QEMU's own words, kept until they are needed */
	struct channel *channels;
	size_t count;
};

static void prepare_qemu(void *argument)
{
	const struct preparation *preparation = argument;
	setpgid(0, 0); /* the terminal's signals come to us only */
	signal(SIGPIPE, SIG_DFL);
	for (size_t i = 0; i < preparation->count; i++)
		close(preparation->channels[i].ours);
	int null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(null, 1);
	dup2(preparation->messages, 2);
}

/* QEMU ended without a status from the guest: say why, as far as it is known. */
static void explain(int messages, int status)
{
	char line[1024];
	ssize_t n = pread(messages, line, sizeof line - 1, 0);
	line[n > 0 ? n : 0] = 0;
	line[strcspn(line, "\n")] = 0;
	if (line[0])
		message("the machine ended without an exit status: %s", line);
	else
		message("the machine ended without an exit status (QEMU's own is %d)",
		        status);
}

enum { INPUT, OUTPUT, ERRORS, SERIAL, STATUS, MONITOR, CHANNELS };

static int watch(const struct run *run, struct words *words, struct channel *channels)
{
	struct preparation preparation = {memfd_create("qemu", MFD_CLOEXEC), channels,
	                                  CHANNELS};
	if (run->button && !run->gdb)
		monitor = channels[MONITOR].ours;
	catch_signals();
	qemu_pid = child_start(words->word, prepare_qemu, &preparation);
	for (int i = 0; i < CHANNELS; i++)
		close(channels[i].theirs);
	terminal_raw();
	int status = relay(&(struct machine_streams){
	        .input = channels[INPUT].ours,
	        .output = channels[OUTPUT].ours,
	        .errors = channels[ERRORS].ours,
	        .serial = channels[SERIAL].ours,
	        .status = channels[STATUS].ours,
	});
	int ended = 0;
	while (waitpid(qemu_pid, &ended, 0) < 0 && errno == EINTR)
		;
	qemu_pid = 0;
	alarm(0);
	terminal_restore();
	if (status < 0) {
		explain(preparation.messages, child_status(ended));
		status = 125;
	}
	/* It was SIGTERM there that ended the program, but another signal here. */
	if (asked_by && status == 128 + SIGTERM)
		status = 128 + asked_by;
	return status;
}

/* A root that isn't loaded with the image, as a file of its own in memory. */
static void root_add(struct words *words, const struct run *run)
{
	int image = open(run->image, O_RDONLY | O_CLOEXEC);
	int root = memfd_create("root", 0);
	uint64_t left = run->root.p_filesz;
	off_t from = (off_t)run->root.p_offset;
	while (image >= 0 && root >= 0 && left) {
		ssize_t n = sendfile(root, image, &from, left);
		if (n <= 0)
			break;
		left -= (uint64_t)n;
	}
	if (left)
		die(125, "%s: cannot read its root: %s", run->image, strerror(errno));
	close(image);
	words_add(words, "-initrd");
	words_add(words, text("/proc/self/fd/%d", root));
}

/* A stream that is closed is an empty one; no socket may take its number. */
static void open_streams(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= 2);
	close(fd);
}

int qemu_run(const struct run *run)
{
	static const char *const names[CHANNELS] = {"stdin",  "stdout", "stderr",
	                                            "serial", "status", "monitor"};
	struct channel channels[CHANNELS];
	struct words words = {0};
	char *qemu = path_search("qemu-system-x86_64", getenv("PATH"));
	if (!qemu)
		die(125,
		    "qemu-system-x86_64 isn't installed; --on process does without it");
	words_add(&words, qemu);
	open_streams();
	for (int i = 0; i < CHANNELS; i++)
		channels[i] = channel_add(&words, names[i]);
	machine_add(&words, run);
	uint64_t base = run->gdb ? random_base() : 0;
	char *line = guest_line(run, base);
	if (run->gdb)
		gdb_add(&words, run, gdb_listen(), base);
	words_add(&words, "-kernel");
	words_add(&words, run->image);
	words_add(&words, "-append");
	words_add(&words, line);
	if (run->root.p_filesz)
		root_add(&words, run);
	int status = watch(run, &words, channels);
	gdb_remove();
	return status;
}
