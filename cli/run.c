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
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY       (16u << 20) /* for an image that doesn't say */
#define VOLUMES_MOST 32          /* VOLUMES_MAX of libos/limits.h */
#define XEN_ENTRY    18 /* XEN_ELFNOTE_PHYS32_ENTRY: where PVH monitors start it */

static const char help[] =
        "usage: samara run [OPTION...] IMAGE [ARGUMENT...]\n\n"
        "Runs an image; its exit status becomes the command's own. 125 means that it did "
        "not run,\nor that its output could not be written.\n\n"
        "  --on auto|kvm|qemu|process  where: kvm and qemu are virtual machines, with "
        "and without\n"
        "                         the processor's help; auto (the default) is kvm where "
        "/dev/kvm\n"
        "                         opens and the processor has vmx or svm, else qemu; "
        "with\n"
        "                         --gdb it is qemu\n"
        "  -m, --memory SIZE      memory, such as 16M; else what the image asks for, "
        "else 16M for\n"
        "                         a machine, beside an image over 8M, and no limit for "
        "a process\n"
        "  -e, --env NAME=VALUE   environment of the program, which has no other; NAME "
        "alone takes\n"
        "                         the value from here\n"
        "  --volume HOST:GUEST[:ro]  with --on process: the program finds the directory "
        "or file\n"
        "                         HOST at the path GUEST, and changes it unless with "
        ":ro\n"
        "  --disk FILE[:ro]       a file or block device that becomes the program's "
        "next disk,\n"
        "                         /dev/vda, vdb...; with :ro it is only read\n"
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
	if (!length)
		usage_error("-e %s: a variable needs a name", word);
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

/* Absolute, and without "." and "..". */
static bool is_guest_path(const char *path)
{
	if (*path != '/')
		return false;
	while (*path) {
		size_t length = strcspn(++path, "/");
		if (!length || (length == 1 && *path == '.') ||
		    (length == 2 && strncmp(path, "..", 2) == 0))
			return false;
		path += length;
	}
	return true;
}

/* It is checked here as far as it can be, so that the message is in the user's words. */
static void add_volume(struct run *run, const char *word)
{
	char *host = text("%s", word), *guest = strchr(host, ':'), *option;
	struct stat status;
	if (!guest || strchr(word, '\n'))
		usage_error("--volume is HOST:GUEST or HOST:GUEST:ro, not %s", word);
	*guest++ = 0;
	option = strchr(guest, ':');
	if (option && strcmp(option, ":ro") != 0)
		usage_error("--volume is HOST:GUEST or HOST:GUEST:ro, not %s", word);
	if (option)
		*option = 0;
	if (!is_guest_path(guest))
		usage_error(
		        "--volume %s: %s isn't an absolute path below / without . and ..",
		        word, guest);
	if (stat(host, &status))
		die(125, "--volume %s: %s: %s", word, host, strerror(errno));
	if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode))
		die(125, "--volume %s: %s is neither a directory nor a regular file",
		    word, host);
	for (size_t n = 0; n < run->guests.count; n++)
		if (strcmp(run->guests.word[n], guest) == 0)
			usage_error("--volume %s: there is one at %s already", word,
			            guest);
	if (run->volumes.count == VOLUMES_MOST)
		usage_error("--volume: at most %u", VOLUMES_MOST);
	words_add(&run->guests, guest);
	words_add(&run->volumes, word);
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
	} else if ((value = value_of(argv, i, NULL, "--volume"))) {
		add_volume(run, value);
	} else if ((value = value_of(argv, i, NULL, "--disk"))) {
		disk_add(run, value);
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
	if (run->volumes.count && strcmp(run->on, "process") != 0)
		usage_error("--volume is for --on process: a machine has no files of its "
		            "host's yet");
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
		run->on = !missing && !run->gdb && processor_has_machines() ? "kvm"
		                                                            : "qemu";
}

/* ---- in a machine */

/* The image says itself what memory it needs, but only if the part that says it, the
 * core, fits: a monitor leaves out of a segment what lies beyond the memory. */
static void choose_memory(const struct elf *elf, const struct image_note *note,
                          struct run *run)
{
	size_t size;
	uint64_t end = 0, core_end = 0;
	const uint32_t *entry = elf_note(elf, "Xen", XEN_ENTRY, &size);
	const Elf64_Phdr *segment;
	if (!entry || size < sizeof *entry)
		die(125, "%s: its boot entry is missing", run->image);
	for (unsigned n = 0; (segment = elf_segment(elf, n)); n++) {
		if (segment->p_type != PT_LOAD)
			continue;
		end = segment->p_paddr + segment->p_memsz;
		if (*entry >= segment->p_paddr && *entry < end)
			core_end = end;
	}
	if (!run->memory && note->memory)
		run->memory = ((uint64_t)note->memory << 10) + run->root.p_filesz;
	else if (!run->memory) /* a large image gets as much beside it */
		run->memory = (end <= MEMORY / 2 ? MEMORY
		                                 : MEMORY + (((end >> 20) + 1) << 20)) +
		              run->root.p_filesz;
	end += run->root.p_filesz;
	if (run->memory < (run->root.p_filesz ? end : core_end))
		die(125, "%s: needs %llu MiB of memory, more than it gets", run->image,
		    (unsigned long long)(end + (1u << 20) - 1) >> 20);
}

static int machine_run(struct run *run, const struct elf *elf,
                       const struct image_note *note)
{
	if (!(note->flags & IMAGE_FOR_VM))
		die(125,
		    "%s: built for a process only (samara cc --for process); use --on "
		    "process",
		    run->image);
	const Elf64_Phdr *root = image_root(elf);
	if (root && root->p_type == IMAGE_ROOT_HEADER)
		run->root = *root;
	run->button = note->flags & IMAGE_POWER_BUTTON;
	choose(run);
	choose_memory(elf, note, run);
	return qemu_run(run);
}

/* ---- as a process */

/* A word for the shell. */
static char *shell_quoted(const char *word)
{
	char *result = allocate(4 * strlen(word) + 3), *to = result;
	*to++ = '\'';
	for (; *word; word++)
		if (*word == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *word;
	*to = '\'';
	return result;
}

/* gdb itself keeps the environment from here; the program gets its own. */
static void gdb_add(struct words *words, const struct run *run)
{
	char *gdb = path_search("gdb", getenv("PATH")),
	     *wrapper = "set exec-wrapper env -i";
	if (!gdb)
		die(125, "gdb isn't installed");
	for (char **variable = run->environment.word; *variable; variable++)
		wrapper = text("%s %s", wrapper, shell_quoted(*variable));
	words_add_all(words, (const char *const[]){gdb, "-ex", wrapper, "--args", NULL});
}

/* The process sees none of the host's files but the volumes, whatever -e says. */
static void add_settings(struct run *run)
{
	char *volumes = text("SAMARA_VOLUMES=");
	struct words environment = {0};
	for (size_t n = 0; n < run->environment.count; n++)
		if (strncmp(run->environment.word[n], "SAMARA_SEALED=", 14) != 0 &&
		    strncmp(run->environment.word[n], "SAMARA_VOLUMES=", 15) != 0)
			words_add(&environment, run->environment.word[n]);
	run->environment = environment;
	words_add(&run->environment, "SAMARA_SEALED=1");
	for (size_t n = 0; n < run->volumes.count; n++)
		volumes = text("%s%s%s", volumes, n ? "\n" : "", run->volumes.word[n]);
	if (run->volumes.count)
		words_add(&run->environment, volumes);
}

static int process_run(struct run *run, const struct image_note *note)
{
	struct words words = {0};
	if (!(note->flags & IMAGE_FOR_PROCESS))
		die(125, "%s: built for a virtual machine only (samara cc --for vm)",
		    run->image);
	if (run->memory)
		words_add(&run->environment,
		          text("SAMARA_MEMORY=%llu", (unsigned long long)run->memory));
	add_settings(run);
	if (run->disk_count)
		words_add(&run->environment, disks_setting(run));
	words_add(&run->environment,
	          NULL); /* there is a vector even without a variable */
	if (run->gdb)
		gdb_add(&words, run);
	words_add(&words, run->image);
	words_add_all(&words, (const char *const *)run->arguments);
	execve(words.word[0], words.word, run->gdb ? environ : run->environment.word);
	die(125, "%s: %s", words.word[0], strerror(errno));
}

static int run_run(int argc, char **argv)
{
	struct run run = {.on = "auto", .machine = "microvm"};
	struct image_note note;
	struct elf elf;
	message_status = 125; /* like no status that the image gives */
	parse(&run, argv);
	image_open(&elf, run.image, &note);
	disks_check(&run);
	if (strcmp(run.on, "process") == 0)
		return process_run(&run, &note);
	return machine_run(&run, &elf, &note);
}

const struct command command_run = {
        .name = "run",
        .summary = "run an image as a process or in a virtual machine",
        .help = help,
        .run = run_run,
};
