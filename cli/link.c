/* SPDX-License-Identifier: ISC */
/*
 * The linker that the compiler calls for `samara cc`: this program, as
 * lib/samara/compiler/ld. It takes the compiler's command line for an ordinary
 * executable, drops what would make one (start files' options, the host's library
 * directories), and calls the real linker with the image's layout and libraries. An image
 * that isn't stripped is linked a second time with the names of its functions (see
 * function.c), which lie behind everything else, so that no address changes. Called
 * directly, not by `samara cc`, it is the plain linker.
 */
#include "samara.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct link {
	const char *library;
	char target[8]; /* --for */
	unsigned jit;
	unsigned long memory; /* KiB */
	const char *root;     /* --root; NULL: none */
	struct words words;   /* the user's, kept */
	const char *output;
	char *libgcc; /* NULL: the compiler has none */
	bool relocatable, strip;
};

/* ---- the compiler's command line */

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* What belongs to other kinds of executable. */
static const char *const dropped[] = {
        "-static",
        "-pie",
        "-no-pie",
        "-Bstatic",
        "-Bdynamic",
        "-dn",
        "-dy",
        "-non_shared",
        "-call_shared",
        "-export-dynamic",
        "--export-dynamic",
        "-E",
        "--as-needed",
        "--no-as-needed",
        "--eh-frame-hdr",
        "--no-dynamic-linker",
        "-lgcc_s",
        NULL,
};
static const char *const dropped_with_value[] = {
        "-dynamic-linker", "--dynamic-linker", "-rpath", "--rpath",
        "-rpath-link",     "--rpath-link",     NULL,
};
static const char *const dropped_prefixes[] = {
        "--hash-style=", "-rpath=",           "--rpath=", "-rpath-link=",
        "--rpath-link=", "--dynamic-linker=", NULL,
};

static bool has_prefix(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strncmp(word, *list, strlen(*list)) == 0)
			return true;
	return false;
}

static void refuse(const char *word)
{
	if (is_one_of(word, (const char *const[]){"-shared", "-Bshareable", NULL}))
		die(1, "-shared: an image is one file without shared libraries; make an "
		       "archive (.a)");
	if (is_one_of(word, (const char *const[]){"-T", "--script", NULL}) ||
	    has_prefix(word, (const char *const[]){"--script=", NULL}))
		die(1, "%s: an image has a layout of its own, without a linker script",
		    word);
}

/* A library that comes with the compiler, in the directory of libgcc.a. */
static char *compiler_library(const char *directory, const char *name)
{
	char *path = text("%s/lib%s.a", directory, name);
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* Pass over the compiler's own directories, which follow ours; remember where libgcc.a
 * is. */
static int skip_directories(struct link *link, int argc, char **argv, int i)
{
	while (i + 1 < argc && strncmp(argv[i + 1], "-L", 2) == 0 && argv[i + 1][2]) {
		i++;
		if (!link->libgcc)
			link->libgcc = compiler_library(argv[i] + 2, "gcc");
	}
	return i;
}

/* -latomic and the like are found beside libgcc.a, which is no directory to search. */
static bool add_compiler_library(struct link *link, const char *word)
{
	static const char *const names[] = {"-lgcc", "-lgcc_eh", "-latomic", NULL};
	if (!link->libgcc || !is_one_of(word, names))
		return false;
	int length = (int)(strrchr(link->libgcc, '/') - link->libgcc);
	char *path = compiler_library(text("%.*s", length, link->libgcc), word + 2);
	if (path)
		words_add(&link->words, path);
	return path != NULL;
}

static void sort_words(struct link *link, int argc, char **argv)
{
	const char *ours = text("-L%s", link->library);
	link->output = "a.out";
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		refuse(word);
		if (is_one_of(word, dropped_with_value)) {
			i++;
		} else if (strcmp(word, "-o") == 0 && i + 1 < argc) {
			link->output = argv[++i];
		} else if (strcmp(word, ours) == 0) {
			words_add(&link->words, word);
			i = skip_directories(link, argc, argv, i);
		} else if (!is_one_of(word, dropped) &&
		           !has_prefix(word, dropped_prefixes) &&
		           !add_compiler_library(link, word)) {
			link->relocatable |= is_one_of(
			        word,
			        (const char *const[]){"-r", "-i", "--relocatable", NULL});
			link->strip |= is_one_of(
			        word, (const char *const[]){"-s", "--strip-all", NULL});
			words_add(&link->words, word);
		}
	}
}

/* ---- response files: @FILE stands for the words in it, as the compiler writes them */

static char *response_word(const char **at)
{
	const char *from = *at + strspn(*at, " \t\r\n\f\v");
	if (!*from)
		return NULL;
	char *word = allocate(strlen(from) + 1), *to = word, quote = 0;
	for (; *from && (quote || !strchr(" \t\r\n\f\v", *from)); from++) {
		if (*from == '\\' && from[1])
			*to++ = *++from;
		else if (quote ? *from == quote : *from == '\'' || *from == '"')
			quote = quote ? 0 : *from;
		else
			*to++ = *from;
	}
	*at = from;
	return word;
}

static char *file_text(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	char *content = NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		content = allocate((size_t)status.st_size + 1);
		if (read(fd, content, (size_t)status.st_size) != status.st_size)
			content = NULL;
	}
	close(fd);
	return content;
}

#define RESPONSE_DEPTH 16 /* a file that names itself must end somewhere */

static void expand(struct words *words, const char *word, int depth)
{
	const char *content = word[0] == '@' ? file_text(word + 1) : NULL;
	if (!content) {
		words_add(words, word);
		return;
	}
	if (depth == RESPONSE_DEPTH)
		die(1, "%s: response files that name each other", word);
	for (char *inner; (inner = response_word(&content));)
		expand(words, inner, depth + 1);
}

/* ---- the real linker */

static char *real_linker(void)
{
	static const char *const names[] = {"ld.bfd", "ld"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = path_search(names[i], getenv("COMPILER_PATH"));
		if (!path)
			path = path_search(names[i], getenv("PATH"));
		if (path)
			return path;
	}
	die(1, "the GNU linker (ld) isn't installed");
}

static void add_image(struct words *words, const struct link *link)
{
	static const char *const options[] = {
	        "-static",
	        "-pie",
	        "--no-dynamic-linker",
	        "-z",
	        "text",
	        "-z",
	        "now",
	        "-z",
	        "noexecstack",
	        "-z",
	        "pack-relative-relocs",
	        "-z",
	        "max-page-size=4096",
	        "--hash-style=sysv",
	        "--build-id",
	        "--gc-sections",
	        NULL,
	};
	words_add_all(words, options);
	if (link->jit) /* before the script, which looks whether they are there */
		words_add(words, text("--defsym=samara.image_jit=%u", link->jit));
	if (link->memory)
		words_add(words, text("--defsym=samara.image_memory=%lu", link->memory));
	words_add(words, "-T");
	words_add(words, text("%s/image.ld", link->library));
	words_add(words, text("%s/start-%s.o", link->library, link->target));
}

static void add_libraries(struct words *words, const struct link *link)
{
	words_add(words, "--start-group");
	words_add(words, text("%s/libc.a", link->library));
	words_add(words, text("%s/libsamara.a", link->library));
	words_add(words, text("%s/libplatform-%s.a", link->library, link->target));
	if (strcmp(link->target, "process") != 0)
		words_add(words, text("%s/libcore.a", link->library));
	if (link->libgcc)
		words_add(words, link->libgcc);
	words_add(words, "--end-group");
}

/* The real linker's command line; `symbols` is an object file to go with the others. */
static struct words linker_line(const struct link *link, const char *symbols)
{
	struct words words = {0};
	words_add(&words, real_linker());
	words_add(&words, "-o");
	words_add(&words, link->output);
	if (!link->relocatable)
		add_image(&words, link);
	words_add_all(&words, (const char *const *)link->words.word);
	if (symbols)
		words_add(&words, symbols);
	if (!link->relocatable)
		add_libraries(&words, link);
	return words;
}

static void redirect(void *argument)
{
	int *fd = argument;
	dup2(*fd, 1);
	dup2(*fd, 2);
}

static bool is_regular(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Run the linker; a signal or an error leaves no output. */
static int run_linker(const struct link *link, const char *symbols, int *quiet)
{
	int ended_by;
	struct words words = linker_line(link, symbols);
	int status = child_wait(child_start(words.word, quiet ? redirect : NULL, quiet),
	                        &ended_by);
	if (status && is_regular(link->output))
		unlink(link->output);
	if (ended_by)
		exit(status);
	return status;
}

/* ---- the names of the functions */

static bool same_functions(const struct functions *a, const struct functions *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->function[i].address != b->function[i].address ||
		    strcmp(a->function[i].name, b->function[i].name) != 0)
			return false;
	return true;
}

static void copy_out(int fd)
{
	char buffer[4096];
	ssize_t n;
	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		if (write(2, buffer, (size_t)n) < 0)
			break;
}

/* The second link says nothing that the first has said already, but for its errors. */
static int link_again(const struct link *link, int object)
{
	int quiet = memfd_create("messages", MFD_CLOEXEC);
	if (quiet < 0) {
		message("cannot keep the linker's messages: %s", strerror(errno));
		return 1;
	}
	int status = run_linker(link, text("/proc/self/fd/%d", object), &quiet);
	if (status)
		copy_out(quiet);
	close(quiet);
	return status;
}

static int add_names(const struct link *link)
{
	struct elf first, second;
	struct functions functions, after;
	const char *wrong = elf_open(&first, link->output);
	if (wrong || !functions_read(&first, &functions) || !functions.count)
		return 0; /* --oformat, -S and the like: no names to carry */
	int object = functions_object(&functions);
	if (object < 0) {
		message("cannot keep the names of functions: %s", strerror(-object));
		return 1;
	}
	int status = link_again(link, object);
	close(object);
	if (status)
		return status;
	wrong = elf_open(&second, link->output);
	if (!wrong && functions_read(&second, &after) &&
	    same_functions(&functions, &after))
		return 0;
	message("%s: functions moved when their names were added; link with -s",
	        link->output);
	return 1;
}

/* The linker calls an executable that begins above address 0 a fixed one. It isn't: Linux
 * is to choose the address, and the image relocates itself. */
static int set_type(const char *path)
{
	const Elf64_Half type = ET_DYN;
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || pwrite(fd, &type, sizeof type, offsetof(Elf64_Ehdr, e_type)) < 0) {
		message("%s: %s", path, strerror(errno));
		return 1;
	}
	close(fd);
	return 0;
}

/* A stripped image ends with its last loaded byte: the table of sections is for tools
 * that look for the symbols, which are gone. */
static int drop_sections(const char *path)
{
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	off_t end = 0;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool good = fd >= 0 && pread(fd, &header, sizeof header, 0) == sizeof header;
	for (unsigned i = 0; good && i < header.e_phnum; i++) {
		off_t at = (off_t)(header.e_phoff + i * sizeof segment);
		good = pread(fd, &segment, sizeof segment, at) == sizeof segment;
		if (good && segment.p_type == PT_LOAD &&
		    (off_t)(segment.p_offset + segment.p_filesz) > end)
			end = (off_t)(segment.p_offset + segment.p_filesz);
	}
	header.e_shoff = 0;
	header.e_shentsize = header.e_shnum = header.e_shstrndx = 0;
	good = good && pwrite(fd, &header, sizeof header, 0) == sizeof header &&
	       ftruncate(fd, end) == 0;
	if (!good)
		message("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return !good;
}

static const char *unfinished; /* an output that lacks its root yet */

static void remove_unfinished(void)
{
	if (unfinished)
		unlink(unfinished);
}

static int add_root(const struct link *link)
{
	unfinished = link->output;
	atexit(remove_unfinished);
	int status = root_put(link->output, link->root, link->output);
	if (!status)
		unfinished = NULL;
	return status;
}

/* What the real linker leaves to do. */
static int finish(const struct link *link)
{
	struct elf elf;
	if (!is_regular(link->output) || elf_open(&elf, link->output) != NULL)
		return 0; /* -o /dev/null, --oformat and the like */
	elf_close(&elf);
	int status = link->strip ? 0 : add_names(link);
	if (!status)
		status = set_type(link->output);
	if (!status && link->strip)
		status = drop_sections(link->output);
	if (!status && link->root)
		status = add_root(link);
	if (status)
		unlink(link->output);
	return status;
}

int link_main(int argc, char **argv)
{
	struct link link = {0};
	message_prefix = "samara cc";
	const char *setting = getenv("SAMARA_LINK");
	if (!setting) {
		argv[0] = real_linker();
		execv(argv[0], argv);
		die(127, "%s: %s", argv[0], strerror(errno));
	}
	link.library = path_library();
	if (sscanf(setting, "%7s %u %lu", link.target, &link.jit, &link.memory) != 3)
		die(1, "SAMARA_LINK isn't what samara cc says: %s", setting);

	link.root = getenv("SAMARA_ROOT");
	struct words words = {0};
	for (int i = 0; i < argc; i++)
		expand(&words, argv[i], 0);
	sort_words(&link, (int)words.count, words.word);

	child_signals_hold();
	int status = run_linker(&link, NULL, NULL);
	if (status == 0 && !link.relocatable)
		status = finish(&link);
	return status;
}
