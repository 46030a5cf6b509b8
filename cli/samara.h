/* SPDX-License-Identifier: ISC */
/*
 * What the files of the `samara` command share, grouped by file. Each sub-command is one
 * file that holds its help, its options and its code, and one entry in main.c's table.
 * One thread; memory is given back by exiting. A message is one sentence on standard
 * error that begins with the sub-command's name.
 */
#ifndef CLI_SAMARA_H
#define CLI_SAMARA_H

#include "../libos/limits.h"
#include <elf.h>
#include <samara/image.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VERSION "0.4"

/* ---- main.c */
struct command {
	const char *name;
	const char *summary; /* a line for the list of commands */
	const char *help;    /* usage line, then the options */
	int (*run)(int argc, char **argv);
};
extern const struct command *const commands[]; /* ends with NULL */
extern const struct command command_cc, command_help, command_licenses, command_root,
        command_run, command_size, command_symbolize, command_version;
const struct command *command_find(const char *name); /* NULL: there is none */

/* ---- message.c */
extern const char *message_prefix; /* "samara run" */
extern int message_status;         /* of failures found in shared helpers: 1; run: 125 */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die(int status, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
_Noreturn void usage_error(const char *format, ...)
        __attribute__((format(printf, 1, 2))); /* status 2, run: 125 */

/* ---- memory.c: allocation that ends the program when there is none */
struct words { /* a growing argument vector; word[count] is NULL */
	char **word;
	size_t count, capacity;
};
void *allocate(size_t size);
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));
void words_add(struct words *words, const char *word);
void words_add_all(struct words *words, const char *const *list); /* ends with NULL */
bool size_parse(const char *string,
                uint64_t *bytes); /* 16M, 512K, 1G; bytes without a letter */

/* ---- path.c */
const char *path_executable(void); /* this program's file, links resolved */
const char *path_library(void);    /* ../lib/samara from there */
char *path_search(const char *name,
                  const char *directories); /* executable in "a:b"; or NULL */

/* ---- child.c: a process that doesn't outlive this one */
extern sigset_t child_signals; /* those that child_signals_hold() holds back */
void child_signals_hold(void);
pid_t child_start(char **argv, void (*prepare)(void *), void *argument);
int child_wait(pid_t pid,
               int *ended_by); /* child_status(), or 128 + the signal that came */
int child_status(int status);  /* of waitpid(): exit status, or 128 + signal */

/* ---- elf.c: an ELF file in memory; nothing in it is trusted */
struct elf {
	const char *path;
	uint8_t *bytes;
	size_t size;      /* bytes of these: all but a root that isn't loaded */
	size_t file_size; /* and with that */
	const Elf64_Ehdr *header;
};
struct elf_symbols {
	const Elf64_Sym *symbol;
	size_t count;
	const char *names;
	size_t names_size;
};
const char *elf_open(struct elf *elf,
                     const char *path); /* NULL, or what is wrong with it */
void elf_close(struct elf *elf);
bool elf_has(const struct elf *elf, uint64_t offset, uint64_t size);
const void *elf_at(const struct elf *elf, uint64_t offset, uint64_t size,
                   unsigned alignment); /* NULL: not in the file, or not aligned */
const Elf64_Phdr *elf_segment(const struct elf *elf, unsigned n);
const Elf64_Shdr *elf_section(const struct elf *elf, unsigned n);
const Elf64_Shdr *elf_section_named(const struct elf *elf, const char *name);
const void *elf_note(const struct elf *elf, const char *owner, uint32_t type,
                     size_t *size);
bool elf_symbols(const struct elf *elf, struct elf_symbols *symbols);
const char *elf_symbol_name(const struct elf_symbols *symbols, const Elf64_Sym *symbol);
const Elf64_Phdr *image_root(const struct elf *elf); /* its header; NULL: no root */
void image_open(struct elf *elf, const char *path, struct image_note *note); /* or ends */

/* ---- function.c: names of an image's functions, in order of address */
struct function {
	uint64_t address; /* as linked */
	uint64_t size;    /* 0: not known */
	const char *name;
};
struct functions {
	struct function *function;
	size_t count;
};
bool functions_read(const struct elf *elf, struct functions *functions);
const struct function *functions_find(const struct functions *functions,
                                      uint64_t address);
int functions_object(
        const struct functions *functions); /* memfd: an object file, or -errno */

/* ---- edit.c: an image that is being changed */
struct edit {
	struct elf *elf;
	Elf64_Ehdr *header; /* these two lie in its bytes */
	Elf64_Phdr *segment;
	Elf64_Shdr *section; /* a copy of the table, which goes back at the end */
	unsigned sections;
	uint64_t end;     /* of what lies in the file, without that table and the root */
	Elf64_Phdr *root; /* the new one's header; NULL: none */
};
void edit_begin(struct edit *edit, struct elf *elf); /* takes a root out */
/* Ends where the image has no room for a root's header. */
void edit_check_room(struct edit *edit, const struct image_note *note);
void edit_root(struct edit *edit, uint64_t size); /* with one of so many bytes */
uint64_t edit_place(struct edit *edit); /* all offsets are right; where the file ends */

/* ---- root.c */
/* Write `image` to `output` with the files of `directory`, or without a root if that is
 * NULL: 0, or 1 after a message. */
int root_put(const char *image, const char *directory, const char *output);

/* ---- link.c: the linker behind `samara cc` */
int link_main(int argc, char **argv);

/* ---- terminal.c */
void terminal_raw(void);      /* standard input's, if this is its foreground process */
void terminal_restore(void);  /* may be called from a signal handler */
char *terminal_options(void); /* "samara.tty=012 samara.rows=24 samara.columns=80" */

/* ---- relay.c */
struct machine_streams { /* sockets, whose other ends the monitor has */
	int input, output, errors, serial, status;
};
int relay(
        const struct machine_streams *machine); /* the status byte, or -1 if none came */

/* ---- run.c, disk.c, qemu.c */
struct disk {
	const char *file;
	bool read_only;
};
struct run {
	const char *on; /* process, qemu, kvm */
	const char *cpu, *machine;
	uint64_t memory; /* bytes; 0: not said */
	bool gdb;
	Elf64_Phdr root; /* one that isn't loaded with the image; p_filesz 0: none */
	bool button;     /* the image can take the power button's press as SIGTERM */
	struct words environment, options;
	struct words volumes, guests; /* "HOST:GUEST[:ro]", and the path of each */
	struct disk disks[DISKS_MAX]; /* in the order of their names in the guest */
	size_t disk_count;
	const char *image;
	char **arguments; /* after the image's name */
};
int qemu_run(const struct run *run);
void disk_add(struct run *run, const char *word); /* FILE or FILE:ro */
void disks_check(const struct run *run);          /* or ends */
char *disks_setting(const struct run *run);       /* for a process's environment */
void disks_to_qemu(struct words *words, const struct run *run, const char *bus);

#endif
