/* SPDX-License-Identifier: ISC */
/*
 * samara symbolize: names in a crash report. The running image was perhaps stripped; this
 * one has symbols. Every "image+0x123" gets the function it lies in, and the source line
 * when there is debug information and addr2line is installed.
 */
#include "samara.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
        "usage: samara symbolize IMAGE <LOG\n\n"
        "Copies the log and names the function, and the source line where it is known, "
        "behind each\n"
        "image+0xOFFSET. The image may be the unstripped original of the one that ran.\n";

/* addr2line, running: addresses in, a file:line for each out. */
struct lines {
	FILE *to, *from;
};

static void lines_start(struct lines *lines, const struct elf *elf)
{
	int in[2], out[2];
	char *path = path_search("addr2line", getenv("PATH"));
	if (!path || !elf_section_named(elf, ".debug_line") || pipe(in) || pipe(out))
		return;
	pid_t pid = fork();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(path, path, "-s", "-e", elf->path, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	if (pid < 0)
		return;
	lines->to = fdopen(in[1], "w");
	lines->from = fdopen(out[0], "r");
}

/* The source line of an address, " (hello.c:12)"; nothing when it isn't known. */
static void lines_print(struct lines *lines, uint64_t address)
{
	char line[512];
	if (!lines->to || !lines->from)
		return;
	fprintf(lines->to, "0x%llx\n", (unsigned long long)address);
	if (fflush(lines->to) != 0 || !fgets(line, sizeof line, lines->from))
		return;
	line[strcspn(line, "\n")] = 0;
	if (line[0] && line[0] != '?')
		printf(" (%s)", line);
}

struct names {
	struct functions functions;
	struct lines lines;
};

/* " name+0x12 (file.c:3)" for an address as linked. `back` is 1 for the address that a
 * call returns to: what counts is the call before it, which may be a function's last
 * instruction. */
static void print_name(struct names *names, uint64_t address, unsigned back, bool named)
{
	const struct function *f = functions_find(&names->functions, address - back);
	bool inside = f && (!f->size || address - back < f->address + f->size);
	if (!named && inside)
		printf(" %s+0x%llx", f->name, (unsigned long long)(address - f->address));
	lines_print(&names->lines, address - back);
}

/* Whether what stands before a place is the number of a caller, "#3 ". */
static bool is_caller(const char *from, const char *at)
{
	const char *digit = at - 1;
	if (digit <= from || *digit-- != ' ')
		return false;
	while (digit > from && isdigit((unsigned char)*digit))
		digit--;
	return *digit == '#' && atoi(digit + 1) > 0;
}

/* The length of a name with its offset, " main+0x12", that the report has already; 0. */
static size_t name_length(const char *at)
{
	if (*at != ' ')
		return 0;
	size_t name = strcspn(at + 1, " \t\n+");
	if (!name || strncmp(at + 1 + name, "+0x", 3) != 0)
		return 0;
	size_t length = 1 + name + 3;
	while (isxdigit((unsigned char)at[length]))
		length++;
	return length;
}

/* A place at the start of the text, "image+0x12": its address as linked and its length.
 * The core, which begins the image, counts from its own first byte. */
static size_t place(const char *at, uint64_t *address)
{
	char *end;
	if (strncmp(at, "image+0x", 8) != 0 && strncmp(at, "core+0x", 7) != 0)
		return 0;
	const char *number = strchr(at, '+') + 1;
	*address = IMAGE_BASE + strtoull(number, &end, 16);
	return (size_t)(end - at);
}

static void print_line(struct names *names, const char *line)
{
	const char *from = line;
	while (*line) {
		uint64_t address;
		size_t length = place(line, &address);
		bool inside = line > from &&
		              (isalnum((unsigned char)line[-1]) || line[-1] == '_');
		if (!length || inside) {
			putchar(*line++);
			continue;
		}
		size_t named = name_length(line + length);
		printf("%.*s", (int)(length + named), line);
		print_name(names, address, is_caller(from, line), named);
		line += length + named;
	}
}

/* The log's "image BUILD-ID signal N" must name this image. */
static void check_build_id(const struct elf *elf, const char *line)
{
	char logged[65], own[65] = "";
	size_t size;
	const char *at = strstr(line, "samara: image ");
	if (!at || sscanf(at, "samara: image %64[0-9a-f] signal", logged) != 1 ||
	    strlen(logged) < 16)
		return;
	const uint8_t *id = elf_note(elf, "GNU", NT_GNU_BUILD_ID, &size);
	for (size_t i = 0; id && i < size && i < 32; i++)
		sprintf(own + 2 * i, "%02x", id[i]);
	if (own[0] && strcmp(own, logged) != 0)
		die(1, "%s isn't the image that ran: its build id is %s, the log's %s",
		    elf->path, own, logged);
}

static int symbolize_run(int argc, char **argv)
{
	struct names names = {0};
	struct image_note note;
	struct elf elf;
	if (argc != 2)
		usage_error("which image?");
	image_open(&elf, argv[1], &note);
	if (!functions_read(&elf, &names.functions))
		die(1, "%s: no symbols: it is stripped", argv[1]);
	signal(SIGPIPE, SIG_IGN); /* addr2line may end; the names go on */
	lines_start(&names.lines, &elf);

	char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, stdin) > 0) {
		check_build_id(&elf, line);
		print_line(&names, line);
		if (ferror(stdout))
			return 1;
	}
	fflush(stdout);
	return 0;
}

const struct command command_symbolize = {
        .name = "symbolize",
        .summary = "name the functions in a crash report",
        .help = help,
        .run = symbolize_run,
};
