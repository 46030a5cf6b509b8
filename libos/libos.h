/* SPDX-License-Identifier: ISC */
/*
 * The libos's internal interface, grouped by file. System calls themselves are declared
 * in syscalls.h. Everything is hidden: an image is one link.
 *
 * Rules. A function returns 0 or a count, or -errno. A pointer that came from the program
 * is touched only by the copy functions. What a program may leave out is referenced
 * weakly, and pulled in with LINKS() by the system call that makes it reachable (rule
 * R2).
 */
#ifndef LIBOS_H
#define LIBOS_H

#include "limits.h"
#include <linux/errno.h>
#include <samara/platform.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* lib/memory.c, lib/x86_64/: as in the C standard. The Makefile gives them private
 * names. */
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

#pragma GCC visibility push(hidden)

#define WEAK __attribute__((weak))

/* Whoever links this file gets the archive member that defines `symbol` too. Where the
 * file also refers to it weakly, that wins: then name another symbol of that member. */
#define LINKS(symbol) __asm__(".globl " #symbol)

/* lib/format.c: %s, %lu, %ld, and %lx with 0x in front. Cut at `size`, always terminated.
 * Returns the length without the NUL. */
size_t format(char *to, size_t size, const char *text, ...)
        __attribute__((format(printf, 3, 4)));
size_t format_list(char *to, size_t size, const char *text, va_list list);

/* log.c: a line on standard error; the last ones are kept, those of a report aren't. */
void log_line(const char *text, ...) __attribute__((format(printf, 1, 2)));
extern bool log_is_report;
void log_repeat(void); /* the lines that were kept */
_Noreturn void panic(const char *why);

/* mem/copy.c, mem/x86_64/: copies from and to the program. Each byte is read once.
 * copy_bytes() returns the bytes not copied, the others 0 or -EFAULT. */
size_t copy_bytes(void *to, const void *from, size_t size);
int copy_in(void *to, const void *from, size_t size);
int copy_out(void *to, const void *from, size_t size);
/* With the NUL, at most `size` bytes: the length without it, -ENAMETOOLONG or -EFAULT. */
long copy_string_in(char *to, const char *from, size_t size);

/* mem/memory.c: zero pages of the libos's own; never given back. NULL: out of memory. */
void *memory_map(size_t size);

/* exec/start.c */
struct stack {
	uintptr_t guard; /* lowest address; the guard ends where `low` begins */
	uintptr_t low;
	uintptr_t high;
};
extern struct stack main_stack;

/* 8 of the random bytes that came with the start: 0 for the guard, 1 to 3 for the layout.
 */
static inline uint64_t seed_word(unsigned n)
{
	typedef uint64_t word __attribute__((aligned(1), may_alias));

	return ((const word *)platform_information.seed)[n];
}

/* exec/crash.c: a program that can't go on. */
struct crash {
	const char *reason; /* in plain words */
	int signal;      /* what Linux would have sent; the exit status is 128 + signal */
	uintptr_t pc;    /* where it happened */
	uintptr_t stack; /* stack pointer there */
	uintptr_t frame; /* frame pointer there */
	const struct platform_frame *registers;
};
_Noreturn void crash_report(const struct crash *crash);

/* exec/x86_64/crash.S: end the program with a report of the caller's registers and
 * callers. The request is how it tells libos_upcall(). */
_Noreturn void crash(const char *reason, int signal);
extern struct crash_request {
	const char *reason; /* NULL: nobody asked */
	int signal;
} crash_request;

/* exec/symbol.c: "image+0x1a2b name+0x1c" for an address in the image, else the bare
 * address. */
void symbol_format(char *to, size_t size, uintptr_t address);

/* exec/x86_64/enter.S */
_Noreturn void stack_enter(long *stack, void (*entry)(long *));

/* exec/x86_64/registers.c */
void registers_report(const struct platform_frame *frame);

/* exec/absent.c */
long system_call_absent(unsigned number, const char *name);

#pragma GCC visibility pop
#endif
