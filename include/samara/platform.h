/* SPDX-License-Identifier: ISC */
/*
 * The platform: everything that the libos may ask of what lies below it.
 *
 * The contract is implemented twice, in platform/vm (the unprivileged side of the
 * core's gate) and in platform/process (Linux system calls). The libos has no other
 * way down: no privileged instruction, no device register, no host system call.
 * Each function is an archive member of its own. At most 40 functions (rule R3).
 *
 * Common rules. Addresses and lengths of memory calls MUST be multiples of
 * PLATFORM_PAGE. Functions return 0 or a count, or a negative errno. Buffers MUST be
 * libos memory (never a pointer that came from the program unchecked). No function
 * keeps a pointer after it returns. Unless said otherwise a function MAY be called on any
 * CPU and does its own locking; none calls back into the libos, except by upcall.
 */
#ifndef SAMARA_PLATFORM_H
#define SAMARA_PLATFORM_H

#include <samara/frame.h>
#include <samara/volume.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLATFORM_PAGE 4096u

/* What the layer below knows at start. Filled before libos_start() is called, and
 * constant from then on. */
struct platform_information {
	int argument_count;
	char **arguments;   /* argument_count strings, then NULL */
	char **environment; /* "NAME=value" strings, then NULL */
	uintptr_t
	        image_base; /* added to a link-time address gives the address in memory */
	uintptr_t image_end; /* first byte after the image, page aligned */
	uintptr_t space_low; /* the libos may place mappings in [space_low, space_high) */
	uintptr_t space_high;
	size_t memory; /* bytes of memory that mappings can have in all;
	                  SIZE_MAX: no limit is known */
	unsigned cpus;
	unsigned stream[3]; /* PLATFORM_STREAM_* of standard input, output, error */
	bool vm;            /* false: a Linux process; for reports, not for decisions */
	uint8_t seed[48];   /* random bytes for the stack guards and the address layout */
	const void *program_headers; /* of the image: Elf64_Phdr */
	unsigned program_header_count;
};
extern struct platform_information platform_information;

#define PLATFORM_STREAM_TERMINAL 1u /* a person may be at the other end */
#define PLATFORM_STREAM_RAW      2u /* a terminal without line handling: the libos does it */

/* The libos's side of the contract. */
_Noreturn void libos_start(void); /* called once, on CPU 0, before any upcall, on a stack
                                     of at least 16 KiB that stays CPU 0's upcall stack */

/* An upcall, on the CPU's upcall stack (frame.h). `vector` is the state of the vector
 * registers as XSAVE writes it in its standard form (Intel SDM vol. 1, 13.4), or NULL:
 * they still hold the interrupted program's values. It is valid until the next upcall.
 * Returning loads everything again, with the changes made in the frame; the libos MAY
 * instead leave the upcall stack and never return. An upcall while the stack pointer is
 * within the upcall stack goes below it; any other begins at its top. */
void libos_upcall(struct platform_frame *frame, const void *vector);

/* ---- memory ----
 *
 * `space` is an address-space handle; 0, the only one so far, is the caller's own.
 * Protections are bits; WRITE and EXECUTE together MUST be refused with -EACCES.
 * Ranges MUST lie within [space_low, space_high), or within the image for protect and
 * seal, else -EINVAL. A sealed range can't be changed any more: -EPERM. */
#define PLATFORM_READ    1u
#define PLATFORM_WRITE   2u
#define PLATFORM_EXECUTE 4u

/* Map zero pages, given on first touch. What was mapped there before is dropped. MAY fail
 * with -ENOMEM when even the bookkeeping has no room. */
int platform_memory_map(unsigned space, void *address, size_t length,
                        unsigned protection);

/* Change the protection of mapped pages; where none are, it MAY stop with -ENOMEM.
 * Protection 0 keeps the contents and refuses every access. Going from writable to
 * executable is -EACCES, unless the image's note has a `jit` other than none
 * (image.h). */
int platform_memory_protect(unsigned space, void *address, size_t length,
                            unsigned protection);

/* Unmap; the pages go back. Unmapped parts are passed over. */
int platform_memory_unmap(unsigned space, void *address, size_t length);

/* Fix mapping and protection of a range for good. */
int platform_memory_seal(unsigned space, void *address, size_t length);

/* Give the pages of a mapped range back; they read as zero from now on. A page of file
 * memory does so wherever it is shown. */
int platform_memory_discard(unsigned space, void *address, size_t length);

/* Move the pages of a mapped range to `to` (not overlapping, what was there is dropped);
 * the old range is unmapped. Contents, protection and untouched pages move without
 * copying. */
int platform_memory_move(unsigned space, void *from, void *to, size_t length);

/* Map file memory, as platform_memory_map() does to read and write: pages that can be
 * shown at other places, too. It MUST NOT be moved. MAY fail with -ENOMEM, also because
 * the layer below has none at all. */
int platform_memory_map_file(unsigned space, void *address, size_t length);

/* Show pages of file memory also at `to`, in place of what was there, those that nobody
 * has touched yet, too; and read-only pages of the image, or of what came with it, unless
 * they could be written there. `private`: a page that is written at `to` becomes one of
 * its own, and pages that weren't may go on showing what is written at `from`. EXECUTE
 * MUST be refused with -EACCES, and MAY be in platform_memory_protect(), too. -EINVAL
 * where the ranges overlap, -EACCES or -EFAULT for pages that can't be shown. After an
 * error nothing may be mapped in parts of `to`.
 *
 * What is unmapped at either place stays at the other. Before file memory is used for
 * something else the caller MUST have unmapped what shows it. */
int platform_memory_share(unsigned space, const void *from, void *to, size_t length,
                          unsigned protection, bool private);

/* Which pages of a range have been given, and so take up memory: a byte for each page, 1
 * or 0. The range MAY be of the image. */
int platform_memory_resident(unsigned space, const void *address, size_t length,
                             uint8_t *vector);

/* Bytes of memory not in use at this moment; SIZE_MAX when that isn't known. */
size_t platform_memory_free(void);

/* ---- events ----
 *
 * What comes from outside becomes pending as a bit, for each CPU apart. TIMER, PEER and
 * SIGNAL also interrupt a program that runs: an upcall with PLATFORM_CAUSE_EVENT, whose
 * `error` holds the bits, which are no longer pending then. An upcall MAY come without
 * any, and with bits that the libos knows already. */
#define PLATFORM_EVENT_TIMER   1u  /* the deadline of platform_timer_set() has passed */
#define PLATFORM_EVENT_CONSOLE 2u  /* standard input has bytes, or has ended */
#define PLATFORM_EVENT_SIGNAL  4u  /* platform_signals_take() has something */
#define PLATFORM_EVENT_PEER    8u  /* another CPU has called platform_cpu_notify() */
#define PLATFORM_EVENT_BLOCK   16u /* a request to a disk may have ended */

/* Sleep until one of `events` is pending on this CPU or the monotonic clock reaches
 * `deadline` (nanoseconds; 0: only look, UINT64_MAX: never). Returns the pending ones of
 * `events` and clears them; 0 when the deadline came first. MAY return 0 early. MAY use
 * up what platform_timer_set() has set. An event that was there before the call doesn't
 * get lost: it ends the sleep. Where it came by an upcall just before, the upcall has set
 * *stop: the call returns at once where that isn't 0, and looks at it without leaving a
 * gap before the sleep. */
unsigned platform_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop);

/* Let PLATFORM_EVENT_TIMER come on this CPU once, when the monotonic clock reaches
 * `deadline`; it replaces the one that was set. UINT64_MAX: none. */
void platform_timer_set(uint64_t deadline);

/* Signals from outside (signal(7)), as bits 1 << (number - 1): to a process from whoever
 * may send it some, to a machine SIGTERM from its power button. Those in `wanted` come as
 * PLATFORM_EVENT_SIGNAL, on any CPU; the others do what they do by themselves: end the
 * process or nothing, and end a machine. None is wanted at the start. */
void platform_signals_want(uint64_t wanted);
uint64_t platform_signals_take(void); /* those that came, once */

/* Leave an upcall for good, or begin at any other state: load every register of the frame
 * but the vector registers, which stay. The frame is read before the stack pointer
 * changes; an event MAY interrupt the call while rsp still has the caller's value, or
 * right behind it. */
_Noreturn void platform_resume(const struct platform_frame *frame);

/* Bytes of the vector registers' state, for XSAVE in its standard form or, where there is
 * none, FXSAVE; a multiple of 64. Constant. */
size_t platform_vector_size(void);

/* Set the thread pointer (FS base). */
void platform_thread_pointer_set(uintptr_t value);

/* ---- CPUs ---- */

/* Set this CPU's GS base, by which the libos finds what belongs to the CPU. */
void platform_cpu_pointer_set(uintptr_t value);

/* Let CPU `cpu`, from 1 to platform_information.cpus - 1, run `entry`, which never
 * returns, on the stack that ends at `stack_high`, page aligned, and becomes its upcall
 * stack, `size` bytes. Once for each. -EAGAIN: the layer below can't. */
int platform_cpu_start(unsigned cpu, void *stack_high, size_t size, void (*entry)(void));

/* PLATFORM_EVENT_PEER becomes pending on `cpu`, which has been started. */
void platform_cpu_notify(unsigned cpu);

/* Nothing to do for now: another CPU holds what this one waits for. MAY let the host run
 * something else. */
void platform_cpu_relax(void);

/* ---- time ---- */

/* Nanoseconds since some moment before the start; never goes back. Usually read from
 * memory, without entering the layer below. */
uint64_t platform_clock_monotonic(void);

/* Nanoseconds since 1970-01-01 00:00 UTC. */
uint64_t platform_clock_wall(void);

/* ---- console ---- */

/* Take at least one byte of `size` for standard output (1) or error (2); waits where it
 * must. Returns the count taken, or -EPIPE, -EIO, or another reason of the layer below
 * (-ENOSPC). */
long platform_console_write(int stream, const void *buffer, size_t size);

/* Take up to `size` bytes that have arrived on standard input. 0: it has ended;
 * -EAGAIN: none now, wait for PLATFORM_EVENT_CONSOLE. */
long platform_console_read(void *buffer, size_t size);

/* Terminal requests (ioctl_tty(2): TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGWINSZ) for a
 * stream whose line handling is done below. -ENOTTY where it isn't. */
int platform_console_control(int stream, unsigned long request, void *argument);

/* ---- volumes ----
 *
 * Files of a host. The operations and their rules are in samara/volume.h; all of them
 * MUST be there, or none. */

/* Do what the request says, and set what it says of the answer there. The result of the
 * operation: 0, a count or a position, or a negative errno. -ENODEV: there are no volumes
 * here, for every operation. Memory that the request names MAY be the program's; it is
 * checked then: -EFAULT. */
long platform_volume(struct platform_volume_request *request);

/* ---- disks ----
 *
 * Disks are numbered from 0. Requests are submitted and reaped in batches; those under
 * way MAY be carried out and end in any order. Their bytes lie in memory that comes with
 * the disk. Where a disk has stopped working, all requests end with -EIO. */

/* All sizes in bytes. */
struct platform_block {
	uint64_t size;  /* a multiple of `block` */
	uint32_t block; /* of positions and lengths: a power of two, 512 to 4096 */
	uint32_t physical_block;  /* what the disk changes at once */
	uint32_t largest;         /* of a read or write */
	uint64_t largest_discard; /* of a discard, zero or punch */
	uint32_t depth;           /* requests under way, at most */
	uint32_t flags;           /* PLATFORM_BLOCK_READ_ONLY ... */
	char *memory;             /* for the requests' bytes; page-aligned */
	size_t memory_size;       /* at least `largest` */
};
#define PLATFORM_BLOCK_READ_ONLY   1u /* all changes end with -EPERM */
#define PLATFORM_BLOCK_CAN_DISCARD 2u
#define PLATFORM_BLOCK_CAN_ZERO    4u /* MAY end with -EOPNOTSUPP all the same */

/* Begin to use a disk, and tell of it; once it is in use only tell. On entry
 * `memory_size` is what it may take of the memory that there is, at least 64 KiB; 0: only
 * tell, without `memory`. -ENODEV: there is none of that number; -ENOMEM, -EIO: it can't
 * be used. */
int platform_block_open(unsigned disk, struct platform_block *block);

struct platform_block_request {
	uint32_t kind;     /* PLATFORM_BLOCK_READ ... */
	uint32_t token;    /* below `depth`; of no request under way */
	uint64_t position; /* the range MUST lie within the disk */
	uint64_t length;   /* of a flush: 0, of others not */
	void *memory;      /* of a read or write */
};
#define PLATFORM_BLOCK_READ    0u
#define PLATFORM_BLOCK_WRITE   1u
#define PLATFORM_BLOCK_FLUSH   2u /* what has been written stays when the power fails */
#define PLATFORM_BLOCK_DISCARD 3u /* nobody needs the range's contents any more */
#define PLATFORM_BLOCK_ZERO    4u /* the range reads as zeros, and keeps its place */
#define PLATFORM_BLOCK_PUNCH   5u /* the same, but its place MAY be given back */

/* Submit requests: how many were taken, from the first one on. Each of these ends once,
 * perhaps during the call. -EINVAL: the first one breaks a rule; -ENODEV: the disk isn't
 * open. */
long platform_block_submit(unsigned disk, const struct platform_block_request *requests,
                           unsigned count);

/* `error` is 0 where all was done; else any part of it may have been: -EIO, -EPERM,
 * -EOPNOTSUPP, or a reason of the layer below (-ENOSPC). */
struct platform_block_completion {
	uint32_t token;
	int32_t error;
};

/* Take the completions that there are: how many. When that is fewer than `count`, the
 * next one makes PLATFORM_EVENT_BLOCK pending on some CPU; it MAY also come without any.
 */
long platform_block_reap(unsigned disk, struct platform_block_completion *completions,
                         unsigned count);

/* ---- entropy ---- */

/* Fill with random bytes from the processor, the devices, or the host. Returns the count,
 * or -ENODATA where there is no source; the buffer then holds what the clock gave. */
long platform_entropy(void *buffer, size_t size);

/* ---- root ---- */

/* The file system that the image carries as its root, an EROFS, where it lies in memory:
 * page aligned, *size bytes, readable and the same for good; platform_memory_share() MAY
 * show its pages. NULL: it carries none. */
const void *platform_root(size_t *size);

/* ---- end ---- */

/* Everything written is out; the machine is off, or the process gone, with `status` 0 to
 * 255. */
_Noreturn void platform_exit(int status);

#endif
