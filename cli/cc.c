/* SPDX-License-Identifier: ISC */
/*
 * samara cc: a C compiler whose programs are images. It only completes the command line
 * of gcc (or clang) and becomes it, so that every message, option and exit status is the
 * compiler's own. With the compiler's help two things come back here: its specs file or
 * options make it see our headers only, and -B makes it call our link.c as its `ld`.
 */
#include "samara.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] = "usage: samara cc [OPTION...] FILE...\n"
                           "       samara-cc [OPTION...] FILE...\n\n"
                           "Compiles and links C as gcc does; takes all of gcc's options "
                           "except -shared. Besides:\n\n"
                           "  --for both|vm|process  what the image must run on (both)\n"
                           "  --jit toggle|fault     the program compiles at run time: "
                           "memory that was writable may\n"
                           "                         become executable (toggle), or "
                           "flips between the two (fault)\n"
                           "  --memory SIZE          guest memory that `samara run` "
                           "gives the image, such as 64M\n"
                           "  --root DIRECTORY       the files that the program sees "
                           "as its root\n\n"
                           "An image linked without -s carries the names of its "
                           "functions for crash reports.\n"
                           "SAMARA_CC names another compiler: gcc, a clang, or one with "
                           "arguments before it.\n";

struct link_options {
	const char *target;
	unsigned jit;
	uint64_t memory;
	const char *root;
};

/* Defaults that come before the user's own options, so that those win. */
static const char *const defaults[] = {
        "-fstack-protector-strong", "-fstack-clash-protection",
        "-fno-omit-frame-pointer",  "-fno-asynchronous-unwind-tables",
        "-ffunction-sections",      "-fdata-sections",
        "-fcf-protection=none",     NULL,
};

/* What must hold whatever the user says, and so comes last. */
static const char *const forced[] = {
        "-fpie", "-static-pie", "-nostartfiles", "-nodefaultlibs", NULL,
};

/* The value of "--name VALUE" or "--name=VALUE" at argv[*i]; NULL when it isn't that
 * option. */
static const char *own_option(const char *name, char **argv, int *i)
{
	size_t length = strlen(name);
	if (strncmp(argv[*i], name, length) != 0)
		return NULL;
	if (argv[*i][length] == '=')
		return argv[*i] + length + 1;
	if (argv[*i][length])
		return NULL;
	if (!argv[*i + 1])
		usage_error("%s needs a value", name);
	return argv[++*i];
}

/* Take an option of ours. */
static bool take_own(struct link_options *options, char **argv, int *i)
{
	const char *value;
	if ((value = own_option("--for", argv, i))) {
		if (strcmp(value, "both") && strcmp(value, "vm") &&
		    strcmp(value, "process"))
			usage_error("--for is both, vm or process, not %s", value);
		options->target = value;
		return true;
	}
	if ((value = own_option("--jit", argv, i))) {
		options->jit = strcmp(value, "toggle") == 0  ? IMAGE_JIT_TOGGLE
		               : strcmp(value, "fault") == 0 ? IMAGE_JIT_FAULT
		                                             : 0;
		if (!options->jit)
			usage_error("--jit is toggle or fault, not %s", value);
		return true;
	}
	if ((value = own_option("--memory", argv, i))) {
		if (!size_parse(value, &options->memory) || options->memory >> 42)
			usage_error("--memory is a size such as 64M, not %s", value);
		return true;
	}
	if ((value = own_option("--root", argv, i))) {
		struct stat status;
		if (options->root)
			usage_error("--root is given twice");
		if (stat(value, &status) != 0)
			die(1, "--root %s: %s", value, strerror(errno));
		if (!S_ISDIR(status.st_mode))
			die(1, "--root %s: %s", value, strerror(ENOTDIR));
		options->root = value;
		return true;
	}
	return false;
}

/* The compiler's own words: SAMARA_CC, split at spaces, or gcc. Returns whether it is a
 * clang. */
static bool add_compiler(struct words *words)
{
	const char *compiler = getenv("SAMARA_CC");
	char *rest = text("%s", compiler && *compiler ? compiler : "gcc");
	bool clang = false;
	for (char *word; (word = strtok_r(rest, " \t", &rest));) {
		const char *slash = strrchr(word, '/');
		clang |= strstr(slash ? slash + 1 : word, "clang") != NULL;
		words_add(words, word);
	}
	if (!words->count)
		die(1, "SAMARA_CC is blank");
	return clang;
}

static void add_user(struct words *words, struct link_options *options, char **argv)
{
	bool shared = false, links = true;
	for (int i = 1; argv[i]; i++) {
		const char *word = argv[i];
		if (take_own(options, argv, &i) || strncmp(word, "-fuse-ld=", 9) == 0)
			continue; /* the layout needs the GNU linker */
		shared |= strcmp(word, "-shared") == 0;
		links &= strcmp(word, "-c") && strcmp(word, "-S") && strcmp(word, "-E");
		/* A directory for libraries stays distinguishable from the compiler's
		 * own. */
		if (strncmp(word, "-Wl,-L", 6) == 0 && !strchr(word + 4, ','))
			word += 4;
		words_add(words, word);
	}
	if (shared && links)
		die(1, "-shared: an image is one file without shared libraries; make an "
		       "archive (.a)");
}

static int cc_run(int argc, char **argv)
{
	const char *library = path_library();
	struct words words = {0};
	struct link_options options = {.target = "both"};
	if (add_compiler(&words)) {
		words_add(&words, "-nostdlibinc");
		words_add(&words, text("-isystem%s/include", library));
		words_add(&words, "-Qunused-arguments");
	} else {
		words_add(&words, text("-specs=%s/compiler/gcc.specs", library));
	}
	words_add(&words, text("-B%s/compiler/", library));
	words_add_all(&words, defaults);
	add_user(&words, &options, argv);
	words_add_all(&words, forced);
	words_add(&words, text("-L%s", library));

	setenv("SAMARA_LIBRARY", library, 1);
	setenv("SAMARA_LINK",
	       text("%s %u %llu", options.target, options.jit,
	            (unsigned long long)(options.memory >> 10)),
	       1);
	if (options.root)
		setenv("SAMARA_ROOT", options.root, 1);
	else
		unsetenv("SAMARA_ROOT");
	execvp(words.word[0], words.word);
	die(127, "%s: %s; install it or name another compiler in SAMARA_CC",
	    words.word[0], strerror(errno));
}

const struct command command_cc = {
        .name = "cc",
        .summary = "compile and link C into an image",
        .help = help,
        .run = cc_run,
};
