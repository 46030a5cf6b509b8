/* SPDX-License-Identifier: ISC */
/*
 * What platform.h promises of disks, from the libos's side: this file takes its place, in
 * an image for both ways to run. Writes TAP to standard output. The first argument says
 * what to do; tests/core/block.t builds and starts it, and looks at the disks afterwards.
 */
#include "libos.h"
#include <asm/unistd.h>
#include <linux/falloc.h>

#define KIB   1024ul
#define NEVER UINT64_MAX

/* What the libos's members on the platform's side of the link want of its start. */
uintptr_t stack_guard __asm__("samara.__stack_chk_guard") = 0x5a5a00a5;
_Noreturn void stack_smashed(void) __asm__("samara.__stack_chk_fail");
void stack_smashed(void)
{
	platform_exit(1);
}

__asm__("	.globl	libos_start\n"
        "libos_start:\n"
        "	leaq	program_stack + 16384(%rip), %rsp\n"
        "	call	program\n"
        "	.local	program_stack\n"
        "	.comm	program_stack, 16384, 16\n");
void program(void);

static int tests, failed;
static const volatile uint8_t nothing;
static struct platform_block block;

static void print(const char *text)
{
	size_t size = 0;
	while (text[size])
		size++;
	while (size) {
		long taken = platform_console_write(1, text, size);
		text += taken;
		size -= (size_t)taken;
	}
}

static void print_number(long value)
{
	char digits[24], *at = digits + sizeof digits - 1;
	unsigned long left = value < 0 ? -(unsigned long)value : (unsigned long)value;
	*at = 0;
	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	if (value < 0)
		*--at = '-';
	print(at);
}

static void is(long got, long wanted, const char *name)
{
	tests++;
	failed += got != wanted;
	print(got == wanted ? "ok " : "not ok ");
	print_number(tests);
	print(" - ");
	print(name);
	if (got != wanted) {
		print("\n# got ");
		print_number(got);
		print(", wanted ");
		print_number(wanted);
	}
	print("\n");
}

void libos_upcall(struct platform_frame *frame, const void *vector)
{
	if (frame->cause == PLATFORM_CAUSE_SYSCALL) {
		frame->rax = (uint64_t)-ENOSYS;
		return;
	}
	print("# upcall, cause ");
	print_number(frame->cause);
	print(", at ");
	print_number((long)(frame->rip - platform_information.image_base));
	print("\nBail out!\n");
	platform_exit(1);
}

/* ---- requests ---- */

static struct platform_block_request
request(uint32_t kind, uint32_t token, uint64_t position, uint64_t length, size_t memory)
{
	return (struct platform_block_request){kind, token, position, length,
	                                       block.memory + memory};
}

/* Reap `count` completions, waiting where there are none; their errors by token. */
static long errors[256];
static void reap_all(unsigned disk, unsigned count)
{
	struct platform_block_completion done[7];
	while (count) {
		unsigned most = count < 7 ? count : 7;
		long found = platform_block_reap(disk, done, most);
		if (found < 0 || found > (long)most) {
			is(found, most, "reap");
			return;
		}
		for (long n = 0; n < found; n++)
			errors[done[n].token] = done[n].error;
		count -= (unsigned)found;
		if (!found)
			platform_wait(PLATFORM_EVENT_BLOCK, NEVER, &nothing);
	}
}

/* One request, to its end. */
static long run(uint32_t kind, uint64_t position, uint64_t length, size_t memory)
{
	struct platform_block_request one = request(kind, 3, position, length, memory);
	long taken = platform_block_submit(0, &one, 1);
	if (taken != 1)
		return taken;
	errors[3] = 1;
	reap_all(0, 1);
	return errors[3];
}

/* What a byte of the disk is at first: block.t makes it so. */
static uint8_t first_byte(uint64_t position)
{
	return (uint8_t)(position / 512 % 251);
}

static long wrong_bytes(size_t memory, uint64_t position, size_t size)
{
	long wrong = 0;
	for (size_t n = 0; n < size; n++)
		wrong += (uint8_t)block.memory[memory + n] != first_byte(position + n);
	return wrong;
}

static long nonzero_bytes(size_t memory, size_t size)
{
	long wrong = 0;
	for (size_t n = 0; n < size; n++)
		wrong += block.memory[memory + n] != 0;
	return wrong;
}

static int open_disk(unsigned disk)
{
	block.memory_size = 256 * KIB;
	return platform_block_open(disk, &block);
}

/* ---- what can be done ---- */

static void test_rules(void)
{
	struct platform_block_request bad = request(9, 0, 0, 512, 0);
	is(platform_block_submit(0, &bad, 1), -EINVAL, "no such kind");
	is(platform_block_submit(0, &bad, 0), 0, "no request");
	bad.kind = PLATFORM_BLOCK_READ;
	is(platform_block_submit(1, &bad, 1), -ENODEV, "a disk that isn't open");
	is(platform_block_submit(UINT32_MAX, &bad, 1), -ENODEV, "or can't be");
	is(platform_block_reap(1, NULL, 0), -ENODEV, "reap of it");
	bad.token = block.depth;
	is(platform_block_submit(0, &bad, 1), -EINVAL, "a token beyond the depth");
	is(run(PLATFORM_BLOCK_READ, 256, 512, 0), -EINVAL, "a crooked position");
	is(run(PLATFORM_BLOCK_READ, 0, 100, 0), -EINVAL, "a crooked length");
	is(run(PLATFORM_BLOCK_READ, 0, 0, 0), -EINVAL, "no length");
	is(run(PLATFORM_BLOCK_READ, block.size, 512, 0), -EINVAL, "behind the end");
	is(run(PLATFORM_BLOCK_READ, block.size - 512, 1024, 0), -EINVAL, "across it");
	is(run(PLATFORM_BLOCK_READ, 0, -512ul, 0), -EINVAL, "an endless length");
	is(run(PLATFORM_BLOCK_WRITE, -512ul, 512, 0), -EINVAL, "a position out of all");
	is(run(PLATFORM_BLOCK_READ, 0, 512, (size_t)-1), -EINVAL, "before the memory");
	is(run(PLATFORM_BLOCK_READ, 0, 512, block.memory_size - 511), -EINVAL,
	   "across its end");
	is(run(PLATFORM_BLOCK_READ, 0, block.memory_size + 512, 0), -EINVAL,
	   "more than there is");
	is(run(PLATFORM_BLOCK_FLUSH, 0, 512, 0), -EINVAL, "a flush with a length");
	is(run(PLATFORM_BLOCK_ZERO, 0, block.size + 512, 0), -EINVAL, "too many zeros");
}

static void test_reading(void)
{
	is(run(PLATFORM_BLOCK_READ, 0, 512, 0), 0, "read the first block");
	is(wrong_bytes(0, 0, 512), 0, "its bytes");
	is(run(PLATFORM_BLOCK_READ, block.size - 512, 512, 512), 0, "the last one");
	is(wrong_bytes(512, block.size - 512, 512), 0, "its bytes");
	is(run(PLATFORM_BLOCK_READ, 5120, 64 * KIB, 1), 0, "128 blocks");
	is(wrong_bytes(1, 5120, 64 * KIB), 0, "anywhere in the memory");
	is(run(PLATFORM_BLOCK_READ, 0, block.largest, 0), 0, "as much as goes");
	is(wrong_bytes(0, 0, block.largest), 0, "its bytes");
}

static void test_writing(void)
{
	for (size_t n = 0; n < 64 * KIB; n++)
		block.memory[n] = (char)('A' + n / 512 % 26);
	is(run(PLATFORM_BLOCK_WRITE, 512 * KIB, 64 * KIB, 0), 0, "write 64 KiB");
	is(run(PLATFORM_BLOCK_READ, 512 * KIB, 64 * KIB, 64 * KIB), 0, "read it");
	long wrong = 0;
	for (size_t n = 0; n < 64 * KIB; n++)
		wrong += block.memory[n] != block.memory[64 * KIB + n];
	is(wrong, 0, "the same bytes");
	is(run(PLATFORM_BLOCK_FLUSH, 0, 0, 0), 0, "flush");
}

/* All tokens at once, each with a block of its own. */
static void test_many(void)
{
	static struct platform_block_request batch[256];
	unsigned depth = block.depth < 256 ? block.depth : 256;
	for (unsigned n = 0; n < depth; n++)
		batch[n] = request(PLATFORM_BLOCK_READ, n, (depth - n) * 512ul, 512,
		                   n * 1024);
	is(platform_block_submit(0, batch, depth), depth, "as many as go at once");
	is(platform_block_submit(0, batch, 1), -EINVAL, "and no more");
	reap_all(0, depth);
	long wrong = 0;
	for (unsigned n = 0; n < depth; n++)
		wrong += errors[n] + wrong_bytes(n * 1024, (depth - n) * 512ul, 512);
	is(wrong, 0, "each with its bytes");
	/* One that breaks a rule ends the batch. */
	batch[4].length = 100;
	is(platform_block_submit(0, batch, 8), 4, "those before a bad one are taken");
	reap_all(0, 4);
	struct platform_block_completion done;
	is(platform_block_reap(0, &done, 1), 0, "no other completion");
	is(platform_wait(PLATFORM_EVENT_BLOCK,
	                 platform_clock_monotonic() + 20 * 1000 * KIB, &nothing),
	   0, "nor event");
}

static void test_zeros(void)
{
	bool can = block.flags & PLATFORM_BLOCK_CAN_ZERO;
	if (!can || !(block.flags & PLATFORM_BLOCK_CAN_DISCARD)) {
		is(run(PLATFORM_BLOCK_DISCARD, 0, 512, 0), -EOPNOTSUPP, "no discard");
		return;
	}
	long zero = run(PLATFORM_BLOCK_ZERO, 256 * KIB, 64 * KIB, 0);
	is(zero == 0 || zero == -EOPNOTSUPP, 1, "zeros");
	is(run(PLATFORM_BLOCK_PUNCH, 256 * KIB, 64 * KIB, 0), 0, "a hole");
	is(run(PLATFORM_BLOCK_READ, 255 * KIB, 66 * KIB, 0), 0, "read there");
	is(nonzero_bytes(KIB, 64 * KIB), 0, "zeros");
	is(wrong_bytes(0, 255 * KIB, KIB) + wrong_bytes(65 * KIB, 320 * KIB, KIB), 0,
	   "and nothing beside");
	is(run(PLATFORM_BLOCK_DISCARD, 384 * KIB, 64 * KIB, 0), 0, "discard");
}

static void test_all(void)
{
	is(open_disk(0), 0, "the disk is there");
	is((long)block.size, 1024 * KIB, "its size");
	is(block.block, 512, "its blocks");
	is(block.depth >= 32, 1, "its depth");
	is((uintptr_t)block.memory % PLATFORM_PAGE, 0, "its memory");
	is(block.memory_size, 256 * KIB, "as large as allowed");
	is(block.largest, 256 * KIB, "also for one request");
	is(block.flags & PLATFORM_BLOCK_READ_ONLY, 0, "it can be written");
	struct platform_block again = {.memory_size = 64 * KIB};
	is(platform_block_open(0, &again), 0, "again");
	is(again.memory == block.memory && again.memory_size == block.memory_size, 1,
	   "it is the same");
	is(platform_block_open(1, &again), -ENODEV, "there is no other");
	is(platform_block_open(UINT32_MAX, &again), -ENODEV, "far from it");
	test_rules();
	test_reading();
	test_many();
	test_zeros();
	test_writing();
}

static void test_read_only(void)
{
	is(open_disk(0), 0, "the disk is there");
	is(block.flags & PLATFORM_BLOCK_READ_ONLY, PLATFORM_BLOCK_READ_ONLY,
	   "it can't be written");
	is(run(PLATFORM_BLOCK_READ, 512, 512, 0), 0, "read");
	is(wrong_bytes(0, 512, 512), 0, "its bytes");
	is(run(PLATFORM_BLOCK_WRITE, 0, 512, 0), -EPERM, "write");
	is(run(PLATFORM_BLOCK_DISCARD, 0, 512, 0), -EPERM, "discard");
	is(run(PLATFORM_BLOCK_ZERO, 0, 512, 0), -EPERM, "zero");
	is(run(PLATFORM_BLOCK_PUNCH, 0, 512, 0), -EPERM, "punch");
	is(run(PLATFORM_BLOCK_FLUSH, 0, 0, 0), 0, "flush");
}

/* The second megabyte and flushes don't work, the first does. */
static void test_errors(void)
{
	is(open_disk(0), 0, "the disk is there");
	for (unsigned n = 0; n < 3; n++) {
		is(run(PLATFORM_BLOCK_READ, 1024 * KIB, 512, 0), -EIO, "a bad read");
		is(run(PLATFORM_BLOCK_READ, 0, 512, 0), 0, "a good one");
		is(wrong_bytes(0, 0, 512), 0, "its bytes");
		is(run(PLATFORM_BLOCK_WRITE, 1024 * KIB, 512, 0), -EIO, "a bad write");
	}
	is(run(PLATFORM_BLOCK_READ, 1023 * KIB, 2 * KIB, 0), -EIO, "half bad");
	struct platform_block_request batch[8];
	for (unsigned n = 0; n < 8; n++)
		batch[n] = request(PLATFORM_BLOCK_READ, n, 1020 * KIB + n * KIB, 512,
		                   n * KIB);
	is(platform_block_submit(0, batch, 8), 8, "many");
	reap_all(0, 8);
	for (unsigned n = 0; n < 8; n++)
		is(errors[n], n < 4 ? 0 : -EIO, "has its own result");
	is(run(PLATFORM_BLOCK_FLUSH, 0, 0, 0), platform_information.vm ? -EIO : 0,
	   "flush");
}

/* A file of 2 MiB that has lost its second half since the start. */
static void test_short(void)
{
	char byte;
	is(open_disk(0), 0, "the disk is there");
	is((long)block.size, 2048 * KIB, "its size");
	print("ready\n");
	while (platform_console_read(&byte, 1) == -EAGAIN)
		platform_wait(PLATFORM_EVENT_CONSOLE, NEVER, &nothing);
	is(run(PLATFORM_BLOCK_READ, 1024 * KIB, 512, 0), -EIO, "read what isn't there");
	is(run(PLATFORM_BLOCK_READ, 1023 * KIB, 2 * KIB, 0), -EIO, "half of it");
	is(run(PLATFORM_BLOCK_READ, 1023 * KIB, KIB, 0), 0, "what there is");
}

/* A file that may be written up to 1 MiB. */
static void test_limit(void)
{
	is(open_disk(0), 0, "the disk is there");
	is(run(PLATFORM_BLOCK_WRITE, 1024 * KIB, 512, 0), -EIO, "write beyond");
	is(run(PLATFORM_BLOCK_WRITE, 1023 * KIB, 2 * KIB, 0), -EIO, "half of it");
	is(run(PLATFORM_BLOCK_WRITE, 0, 512, 0), 0, "write below");
}

/* A host call from the platform's own text, where only its arguments can be wrong: the
 * instruction is one of the platform's that returns right behind it. */
extern const uint8_t image_host_calls[], image_host_calls_end[];
static long host(long number, long a, long b, long c, long d)
{
	const uint8_t *at = image_host_calls;
	register long r10 __asm__("r10") = d;
	long result;
	while (at < image_host_calls_end - 3 &&
	       (at[0] != 0x0f || at[1] != 0x05 || at[2] != 0xc3))
		at++;
	__asm__ volatile("addq $-128, %%rsp\n\t" /* what may lie below it */
	                 "call *%[at]\n\t"
	                 "subq $-128, %%rsp"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), [at] "b"(at)
	                 : "rcx", "r11", "memory");
	return result;
}

/* What else the host's calls for disks could be used for. The second disk is read-only.
 */
static void test_filter(void)
{
	const long punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
	long at, disk = 3;
	is(open_disk(0), 0, "the disk is there");
	at = (long)block.memory;
	while (disk < 64 && host(__NR_pread64, disk, at, 512, 0) != 512)
		disk++;
	is(host(__NR_pread64, disk, at, 512, 0), 512, "read from the disk");
	is(host(__NR_pwrite64, disk, at, 512, 0), 512, "write to it");
	is(host(__NR_pwrite64, disk + 1, at, 512, 0), -EBADF, "but not to the other one");
	is(host(__NR_fallocate, disk + 1, punch, 0, 512), -EBADF, "nor a hole");
	is(host(__NR_pread64, 0, at, 512, 0), -ENOSYS, "standard input");
	is(host(__NR_pwrite64, 1, at, 512, 0), -ENOSYS, "standard output");
	is(host(__NR_fdatasync, 1, 0, 0, 0), -ENOSYS, "flushed");
	is(host(__NR_pwrite64, disk + 2, at, 512, 0), -ENOSYS, "another file");
	is(host(__NR_pread64, -1, at, 512, 0), -ENOSYS, "none");
	is(host(__NR_fallocate, disk, 0, 0, 1 << 30), -ENOSYS, "more space");
	is(host(__NR_fallocate, disk, FALLOC_FL_COLLAPSE_RANGE, 0, 4096), -ENOSYS,
	   "less");
	is(host(__NR_ftruncate, disk, 0, 0, 0), -ENOSYS, "another size");
	is(host(__NR_open, (long)"/etc/passwd", 0, 0, 0), -ENOSYS, "open");
	is(host(__NR_fcntl, disk, 0, 0, 0), -ENOSYS, "one more of it");
}

/* Three disks: the number of each is its place on the command line. */
static void test_two(void)
{
	for (unsigned disk = 0; disk < 3; disk++) {
		is(open_disk(disk), 0, "a disk");
		is((long)block.size, (long)((disk + 1) * 1024 * KIB), "of its size");
	}
	is(open_disk(3), -ENODEV, "no more");
}

void program(void)
{
	const char *what = platform_information.argument_count > 1
	                           ? platform_information.arguments[1]
	                           : "";
	if (*what == 'a')
		test_all();
	else if (*what == 'r')
		test_read_only();
	else if (*what == 'e')
		test_errors();
	else if (*what == 'n')
		is(open_disk(0), -ENODEV, "there is no disk");
	else if (*what == 's')
		test_short();
	else if (*what == 'f')
		test_filter();
	else if (*what == 'l')
		test_limit();
	else if (*what == 'u')
		is(open_disk(0), -EIO, "it can't be used");
	else
		test_two();
	print("1..");
	print_number(tests);
	print("\n");
	platform_exit(failed != 0);
}
