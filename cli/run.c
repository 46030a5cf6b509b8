/* SPDX-License-Identifier: ISC */
/*
 * samara run: start an image, as a process or in a virtual machine, with the same
 * arguments, environment, streams and exit status. Here are its options and the process;
 * qemu.c has the machine.
 */
#include "samara.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char help[] =
        "usage: samara run [OPTION...] IMAGE [ARGUMENT...]\n\n"
        "Runs an image; its exit status becomes the command's own. 125 means that it did "
        "not run.\n\n"
        "  --on auto|kvm|qemu|process  where: kvm and qemu are virtual machines, with "
        "and without\n"
        "                         the processor's help; auto (the default) is kvm where "
        "/dev/kvm\n"
        "                         opens and the processor has vmx or svm, else qemu\n"
        "  -m, --memory SIZE      memory, such as 16M; else what the image asks for, "
        "else 16M for\n"
        "                         a machine and no limit for a process\n"
        "  -e, --env NAME=VALUE   environment of the program, which has no other; NAME "
        "alone takes\n"
        "                         the value from here\n"
        "  --gdb                  wait for gdb and say how to start it; --on process "
        "starts it\n"
        "  --cpu MODEL            QEMU's processor model (max; host with kvm)\n"
        "  --machine microvm|q35  QEMU's machine (microvm)\n"
        "  --option NAME=VALUE    an option of the image itself, such as gate=int3\n";

/* ---- options */

/* The value of an option that stands alone ("-m 16M") or holds it ("-m16M",
 * "--memory=16M"). */
static const char *value_of(char **argv, int *i, const char *brief, const char *name)
{
	const char *word = argv[*i];
	size_t length = strlen(name);
	const char *rest = strncmp(word, name, length) == 0 ? word + length : NULL;
	if (rest && *rest == '=')
		return rest + 1;
	bool whole = rest && !*rest;
	if (!whole && brief && strncmp(word, brief, 2) == 0) {
		if (word[2])
			return word + 2;
		whole = true;
	}
	if (!whole)
		return NULL;
	if (!argv[*i + 1])
		usage_error("%s needs a value", word);
	return argv[++*i];
}

static void add_environment(struct run *run, const char *word)
{
	size_t length = strcspn(word, "=");
	char *name = text("%.*s", (int)length, word);
	if (!length || strpbrk(name, " \t\n\".") || strcmp(name, "gate") == 0 ||
	    strcmp(name, "base") == 0)
		usage_error("-e %s: that is no name for a variable", word);
	if (word[length]) {
		words_add(&run->environment, word);
		return;
	}
	const char *value = getenv(name);
	if (value)
		words_add(&run->environment, text("%s=%s", name, value));
}

static void add_option(struct run *run, const char *word)
{
	if (!strchr(word, '=') || strpbrk(word, " \t\n\"") || strcmp(word, "--") == 0)
		usage_error("--option is NAME=VALUE without blanks, not %s", word);
	words_add(&run->options, word);
}

static bool take_option(struct run *run, char **argv, int *i)
{
	const char *value;
	if (strcmp(argv[*i], "--gdb") == 0) {
		run->gdb = true;
	} else if ((value = value_of(argv, i, NULL, "--on"))) {
		run->on = value;
	} else if ((value = value_of(argv, i, "-m", "--memory"))) {
		if (!size_parse(value, &run->memory))
			usage_error("-m is a size such as 16M, not %s", value);
	} else if ((value = value_of(argv, i, "-e", "--env"))) {
		add_environment(run, value);
	} else if ((value = value_of(argv, i, NULL, "--cpu"))) {
		run->cpu = value;
	} else if ((value = value_of(argv, i, NULL, "--machine"))) {
		run->machine = value;
	} else if ((value = value_of(argv, i, NULL, "--option"))) {
		add_option(run, value);
	} else {
		return false;
	}
	return true;
}

static bool is_one(const char *word, const char *a, const char *b, const char *c,
                   const char *d)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 ||
	       (c && strcmp(word, c) == 0) || (d && strcmp(word, d) == 0);
}

static void parse(struct run *run, char **argv)
{
	int i = 1;
	for (; argv[i] && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (!take_option(run, argv, &i))
			usage_error("there is no option %s", argv[i]);
	}
	if (!argv[i])
		usage_error("which image?");
	run->image = argv[i];
	run->arguments = argv + i + 1;
	if (!is_one(run->on, "auto", "kvm", "qemu", "process"))
		usage_error("--on is auto, kvm, qemu or process, not %s", run->on);
	if (!is_one(run->machine, "microvm", "q35", NULL, NULL))
		usage_error("--machine is microvm or q35, not %s", run->machine);
}

/* ---- where to run */

/* What is wrong with /dev/kvm; NULL: it makes machines. */
static const char *kvm_missing(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return strerror(errno);
	int version = ioctl(fd, KVM_GET_API_VERSION, 0);
	close(fd);
	return version == KVM_API_VERSION ? NULL : "not the interface that is known";
}

/* Whether the processor helps with machines. Without, a /dev/kvm that opens is emulated,
 * and slower than QEMU's own translation. */
static bool processor_has_machines(void)
{
	char buffer[16384];
	int fd = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, buffer, sizeof buffer - 1);
	close(fd);
	buffer[n > 0 ? n : 0] = 0;
	char *flags = strstr(buffer, "\nflags");
	if (!flags)
		return false;
	*strchrnul(flags + 1, '\n') = 0;
	return strstr(flags, " vmx") || strstr(flags, " svm");
}

static void choose(struct run *run)
{
	const char *missing = strcmp(run->on, "qemu") == 0 ? NULL : kvm_missing();
	if (strcmp(run->on, "kvm") == 0 && missing)
		die(125, "/dev/kvm: %s; --on qemu does without it", missing);
	if (strcmp(run->on, "auto") == 0)
		run->on = !missing && processor_has_machines() ? "kvm" : "qemu";
}

/* ---- as a process */

static int process_run(struct run *run)
{
	struct words words = {0};
	if (run->gdb) {
		char *gdb = path_search("gdb", getenv("PATH"));
		if (!gdb)
			die(125, "gdb isn't installed");
		words_add(&words, gdb);
		words_add(&words, "--args");
	}
	words_add(&words, run->image);
	words_add_all(&words, (const char *const *)run->arguments);
	if (run->memory)
		words_add(&run->environment,
		          text("SAMARA_MEMORY=%llu", (unsigned long long)run->memory));
	static char *const empty[] = {NULL};
	char *const *environment = run->environment.count ? run->environment.word : empty;
	if (run->gdb)
		execv(words.word[0], words.word);
	else
		execve(words.word[0], words.word, environment);
	die(125, "%s: %s", words.word[0], strerror(errno));
}

static int run_run(int argc, char **argv)
{
	struct run run = {.on = "auto", .machine = "microvm"};
	struct image_note note;
	struct elf elf;
	parse(&run, argv);
	message_status = 125;
	image_open(&elf, run.image, &note);
	elf_close(&elf);
	if (strcmp(run.on, "process") == 0) {
		if (!(note.flags & IMAGE_FOR_PROCESS))
			die(125,
			    "%s: built for a virtual machine only (samara cc --for vm)",
			    run.image);
		return process_run(&run);
	}
	if (!(note.flags & IMAGE_FOR_VM))
		die(125,
		    "%s: built for a process only (samara cc --for process); use --on "
		    "process",
		    run.image);
	choose(&run);
	if (!run.memory)
		run.memory = note.memory ? (uint64_t)note.memory << 10 : 16u << 20;
	return qemu_run(&run);
}

const struct command command_run = {
        .name = "run",
        .summary = "run an image as a process or in a virtual machine",
        .help = help,
        .run = run_run,
};
