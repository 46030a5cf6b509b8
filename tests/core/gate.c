/* SPDX-License-Identifier: ISC */
/*
 * The core's gate, tested from ring 3 without a libos: this file is a whole image of its
 * own. Writes TAP to the serial port. tests/core/gate.t builds and boots it.
 */
#include "core/gate.h"
#include <errno.h>
#include <samara/platform.h>

#define RW (PLATFORM_READ | PLATFORM_WRITE)
#define RX (PLATFORM_READ | PLATFORM_EXECUTE)
#ifndef JIT
#define JIT 0 /* what the image's note says */
#endif
#define PAGE 4096ul
#define MIB  (1ul << 20)
#define GIB  (1ul << 30)

static struct vm_boot *boot;
static int tests, failed;
static char upcall_stack[8192] __attribute__((aligned(16)));

/* What the next fault does: remember it, and go on at `landing` with the stack as it was.
 */
static struct platform_frame fault;

/* The calls that this image makes (platform/vm/vm.h: VM_USES). */
__asm__("	.irp call, exit, map, protect, unmap, seal, discard, move, memory_free, "
        "wait\n"
        "	.globl core.call_\\call\n"
        "	.reloc ., R_X86_64_NONE, core.call_\\call\n"
        "	.endr\n"
        "	.irp call, resume, upcall, clock, clock_wall, serial_write, resident, "
        "map_file, share, dma, device_open, device_config\n"
        "	.globl core.call_\\call\n"
        "	.reloc ., R_X86_64_NONE, core.call_\\call\n"
        "	.endr\n");

__asm__("	.globl samara.vm_start\n"
        "samara.vm_start:\n"
        "	leaq	main_stack+16384(%rip), %rsp\n"
        "	call	run\n"
        "	ud2\n"
        "upcall_entry:\n"
        "	movq	%rsp, %rdi\n"
        "	call	take\n"
        "	movq	%rax, %rdi\n"
        "	movl	$0x53410009, %eax\n"
        "	syscall\n"
        "	ud2\n"
        /* attempt(rdi: address, rsi: 0 read, 1 write, 2 execute):
           0, or 1 + cause */
        "attempt:\n"
        "	testl	%esi, %esi\n"
        "	jz	1f\n"
        "	cmpl	$1, %esi\n"
        "	je	2f\n"
        "	call	*%rdi\n"
        "	xorl	%eax, %eax\n"
        "	ret\n"
        "1:	movb	(%rdi), %al\n"
        "	xorl	%eax, %eax\n"
        "	ret\n"
        "2:	movb	$0xc3, (%rdi)\n"
        "	xorl	%eax, %eax\n"
        "	ret\n"
        "privileged:\n"
        "	cli\n"
        "	xorl	%eax, %eax\n"
        "	ret\n"
        "	.balign 4096\n"
        "spare:	ret\n"
        "	.balign 4096\n"
        "	.bss\n"
        "	.balign 16\n"
        "main_stack:\n"
        "	.skip	16384\n"
        "	.text\n");

extern char upcall_entry[], spare[]; /* spare: a page of text */
long attempt(unsigned long address, int access);
long privileged(void);
_Noreturn void run(struct vm_boot *given);
struct platform_frame *take(struct platform_frame *frame);

static long gate5(long number, unsigned long a, unsigned long b, unsigned long c,
                  unsigned long d, unsigned long e)
{
	long result = GATE_BASE + number;
	register unsigned long r10 __asm__("r10") = d;
	register unsigned long r8 __asm__("r8") = e;
	__asm__ volatile("syscall"
	                 : "+a"(result)
	                 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
	                 : "rcx", "r11", "memory");
	return result;
}

static long gate(long number, unsigned long a, unsigned long b, unsigned long c)
{
	long result = GATE_BASE + number;
	__asm__ volatile("syscall"
	                 : "+a"(result)
	                 : "D"(a), "S"(b), "d"(c)
	                 : "rcx", "r11", "memory");
	return result;
}

/* The first device of a virtio type, with a queue: its number, or -errno. */
static long open_device(unsigned long type)
{
	static struct gate_device opened;
	register unsigned long queues __asm__("r10") = 1 | 1 << 16;
	register struct gate_device *to __asm__("r8") = &opened;
	long result = GATE_BASE + GATE_DEVICE_OPEN;
	__asm__ volatile("syscall"
	                 : "+a"(result)
	                 : "D"(type), "S"(0ul), "d"(0ul), "r"(queues), "r"(to)
	                 : "rcx", "r11", "memory");
	return result;
}

/* A fault inside attempt() or privileged() makes it return 1 + cause. Those functions
 * keep rsp at their return address, except that `call *%rdi` has pushed one more. */
struct platform_frame *take(struct platform_frame *frame)
{
	fault = *frame;
	if (frame->cause == PLATFORM_CAUSE_SYSCALL) {
		frame->rax = (unsigned long)-ENOSYS;
		return frame;
	}
	unsigned long *stack = (unsigned long *)frame->rsp;
	if (frame->cause == PLATFORM_CAUSE_PAGE &&
	    (frame->error & PLATFORM_ERROR_EXECUTE))
		stack++;
	frame->rip = *stack++;
	frame->rsp = (unsigned long)stack;
	frame->rax = 1 + frame->cause;
	return frame;
}

static void print(const char *text)
{
	unsigned long size = 0;
	while (text[size])
		size++;
	while (size) {
		long taken = gate(GATE_SERIAL_WRITE, (unsigned long)text, size, 0);
		text += taken;
		size -= (unsigned long)taken;
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

static void is(long got, long expected, const char *name)
{
	tests++;
	if (got != expected) {
		failed++;
		print("not ");
	}
	print("ok ");
	print_number(tests);
	print(" - ");
	print(name);
	print("\n");
	if (got != expected) {
		print("# got ");
		print_number(got);
		print(", expected ");
		print_number(expected);
		print("\n");
	}
}

#define PAGE_FAULT (1 + PLATFORM_CAUSE_PAGE)

static void test_map(unsigned long low)
{
	volatile char *memory = (char *)low;
	long before = gate(GATE_MEMORY_FREE, 0, 0, 0);
	is(gate(GATE_MAP, low, 4 * PAGE, RW), 0, "map four pages");
	is(attempt(low + PAGE, 0), 0, "a page can be read");
	is(memory[PAGE], 0, "and is zero");
	is(attempt(low, 1), 0, "a page can be written");
	is(attempt(low, 2), PAGE_FAULT, "but not executed");
	is(attempt(low + 4 * PAGE, 0), PAGE_FAULT, "behind the mapping there is nothing");
	is((long)fault.address, (long)(low + 4 * PAGE), "the fault tells the address");
	memory[0] = 7;
	is(gate(GATE_PROTECT, low, PAGE, PLATFORM_READ), 0, "protect a page");
	is(attempt(low, 1), PAGE_FAULT, "it can't be written any more");
	is(memory[0], 7, "and keeps its contents");
	is(gate(GATE_PROTECT, low, PAGE, 0), 0, "no access at all");
	is(attempt(low, 0), PAGE_FAULT, "it can't be read");
	is(gate(GATE_PROTECT, low, PAGE, RW), 0, "access again");
	is(memory[0], 7, "contents kept without access");
	is(gate(GATE_DISCARD, low, PAGE, 0), 0, "discard");
	is(memory[0], 0, "discarded pages read as zero");
	memory[0] = 9;
	is(gate(GATE_MOVE, low, low + GIB, 4 * PAGE), 0, "move");
	is(attempt(low, 0), PAGE_FAULT, "the old place is empty");
	is(((volatile char *)low)[GIB], 9, "the new one has the contents");
	is(gate(GATE_MOVE, low + GIB, low + GIB + PAGE, 2 * PAGE), -EINVAL,
	   "overlap is refused");
	is(gate(GATE_UNMAP, low + GIB, 4 * PAGE, 0), 0, "unmap");
	is(attempt(low + GIB, 0), PAGE_FAULT, "unmapped is gone");
	is(gate(GATE_MAP, low, 64 * GIB, RW), 0, "map 64 GiB");
	is(attempt(low + 63 * GIB, 1), 0, "touch a page in it");
	is(gate(GATE_PROTECT, low + 7 * PAGE, 5 * GIB, PLATFORM_READ), 0,
	   "protect a crooked part");
	is(attempt(low + 6 * PAGE, 1), 0, "before it is writable");
	is(attempt(low + 7 * PAGE, 1), PAGE_FAULT, "its start isn't");
	is(attempt(low + 5 * GIB + 6 * PAGE, 1), PAGE_FAULT, "its end isn't");
	is(attempt(low + 5 * GIB + 7 * PAGE, 1), 0, "behind it is writable");
	is(gate(GATE_UNMAP, low, 64 * GIB, 0), 0, "unmap 64 GiB");
	/* The tables above the last level stay: of the two GiB slots, at most a dozen
	 * pages. */
	is(before - gate(GATE_MEMORY_FREE, 0, 0, 0) <= 12 * (long)PAGE, 1,
	   "the pages came back");
}

static void test_refusals(unsigned long low)
{
	unsigned long text = (unsigned long)spare;
	is(gate(GATE_MAP, low, PAGE, 7), -EACCES, "writable and executable is refused");
	is(gate(GATE_MAP, low, PAGE, RW), 0, "map");
	is(gate(GATE_MAP, low + 1, PAGE, RW), -EINVAL, "crooked address");
	is(gate(GATE_MAP, low, PAGE + 1, RW), -EINVAL, "crooked length");
	is(gate(GATE_MAP, low, 0, RW), -EINVAL, "no length");
	is(gate(GATE_MAP, low, PAGE, 8), -EINVAL, "no such protection");
	is(gate(GATE_MAP, 0, PAGE, RW), -EINVAL, "page 0");
	is(gate(GATE_MAP, text, PAGE, RW), -EINVAL, "over the image");
	is(gate(GATE_MAP, 0xffff800000000000, PAGE, RW), -EINVAL, "over the core");
	is(gate(GATE_MAP, low, -low, RW), -EINVAL, "a length that wraps around");
	is(gate(GATE_UNMAP, text, PAGE, 0), -EINVAL, "the image can't be unmapped");
	is(gate(GATE_SEAL, low, PAGE, 0), 0, "seal");
	is(gate(GATE_PROTECT, low, PAGE, RW), -EPERM, "sealed: no protection");
	is(gate(GATE_MAP, low, PAGE, RW), -EPERM, "sealed: no new mapping");
	is(gate(GATE_UNMAP, low - PAGE, 4 * PAGE, 0), -EINVAL, "outside the space");
	is(gate(GATE_UNMAP, low, 4 * PAGE, 0), -EPERM, "sealed: no unmapping");
	is(gate(GATE_SERIAL_WRITE, 0, 10, 0), -EFAULT, "a null pointer");
	is(gate(GATE_SERIAL_WRITE, 0xffff800000000000, 10, 0), -EFAULT,
	   "the core's address");
	is(gate(GATE_RESUME, 8, 0, 0), -EFAULT, "a bad frame");
	is(gate(GATE_CALLS, 0, 0, 0), -ENOSYS, "an unknown call is handed up");
	is((long)fault.cause, PLATFORM_CAUSE_SYSCALL, "as a system call");
}

/* What becomes executable, in an image whose note says that it compiles at run time
 * (JIT) and in one whose note doesn't. */
static void test_executable(unsigned long low)
{
	const long answer = JIT ? 0 : -EACCES;
	const char *name = JIT ? "is allowed" : "is refused";
	unsigned long text = (unsigned long)spare;
	is(gate(GATE_MAP, low, PAGE, RX), answer, "new executable memory");
	is(gate(GATE_MAP, low, PAGE, RW), 0, "memory to write");
	is(attempt(low, 1), 0, "is written");
	is(gate(GATE_PROTECT, low, PAGE, RX), answer, "writable to executable");
	is(attempt(low, 2), JIT ? 0 : PAGE_FAULT, name);
	is(attempt(low, 1), JIT ? PAGE_FAULT : 0, "and not both");
	is(gate(GATE_PROTECT, low, PAGE, RW | RX), -EACCES, "which can't be asked for");
	is(gate(GATE_PROTECT, low, PAGE, PLATFORM_READ), 0, "to read-only");
	is(gate(GATE_PROTECT, low, PAGE, RX), answer, "and from there to executable");
	is(gate(GATE_PROTECT, text, PAGE, RW), 0, "text to data, before the seal");
	is(gate(GATE_PROTECT, text, PAGE, RX), answer, "and back");
	is(gate(GATE_UNMAP, low, PAGE, 0), 0, "unmap");
}

static long share(unsigned long from, unsigned long to, unsigned long length,
                  unsigned protection)
{
	return gate5(GATE_SHARE, from, to, length, protection, 0);
}

static long share_private(unsigned long from, unsigned long to, unsigned long length)
{
	return gate5(GATE_SHARE, from, to, length, RW, 1);
}

static long memory_free(void)
{
	return gate(GATE_MEMORY_FREE, 0, 0, 0);
}

static void test_share(unsigned long low)
{
	volatile long *file = (long *)low, *other = (long *)(low + GIB);
	volatile long *copy = (long *)(low + 2 * GIB);
	const unsigned long next = PAGE / sizeof *file;
	is(gate(GATE_MAP_FILE, low, 8 * PAGE, 0), 0, "map file memory");
	file[0] = 11;
	is(share(low, low + GIB, 4 * PAGE, RW), 0, "share pages, one of them touched");
	is(other[0], 11, "the other place shows what was there");
	file[next] = 12;
	is(other[next], 12, "and what comes to be there in a page not touched before");
	other[2 * next] = 13;
	is(file[2 * next], 13, "and the other way round");
	is(share_private(low, low + 2 * GIB, 4 * PAGE), 0, "share with copies");
	is(copy[next], 12, "shows it, too");
	copy[next] = 22;
	is(file[next], 12, "a write stays there alone");
	file[2 * next] = 14;
	is(copy[2 * next], 14, "another page still shows what is written");
	is(gate(GATE_PROTECT, low + 2 * GIB, 4 * PAGE, PLATFORM_READ), 0, "protect");
	is(attempt(low + 2 * GIB, 1), PAGE_FAULT, "no write then");
	is(attempt(low + 2 * GIB + PAGE, 1), PAGE_FAULT, "nor to its own page");
	is(gate(GATE_PROTECT, low + 2 * GIB, 4 * PAGE, RW), 0, "and back");
	copy[0] = 21;
	is(file[0], 11, "a copy again");
	is(share(low, low + GIB, PAGE, PLATFORM_READ), 0, "read-only in its place");
	is(attempt(low + GIB, 1), PAGE_FAULT, "which can't be written");
	is(gate(GATE_PROTECT, low + GIB, PAGE, RW), 0, "until it is allowed");
	is(attempt(low + GIB, 1), 0, "as file memory may be");
	other[0] = 11;

	is(gate(GATE_DISCARD, low, PAGE, 0), 0, "discard a page that is shown");
	is(file[0], 0, "it is zero");
	is(other[0], 0, "wherever it is shown");
	is(copy[0], 21, "but for copies");
	file[0] = 15;
	is(other[0], 15, "and it is still the same page");
	is(gate(GATE_DISCARD, low + 2 * GIB + 2 * PAGE, PAGE, 0), 0,
	   "discard what might be copied");
	is(copy[2 * next], 0, "it is zero there");
	is(file[2 * next], 14, "alone");
	is(gate(GATE_RESIDENT, low + GIB, 4, 0), 15, "all of them are there");
}

/* What a place shows stays a page of its own when the others have gone, and goes with the
 * last one. */
static void test_share_ends(unsigned long low)
{
	volatile long *other = (long *)(low + GIB), *copy = (long *)(low + 2 * GIB);
	const unsigned long next = PAGE / sizeof *other;
	unsigned changed = 0;
	is(gate(GATE_UNMAP, low, 8 * PAGE, 0), 0, "unmap the file memory");
	is(attempt(low, 0), PAGE_FAULT, "it is gone");
	is(gate(GATE_MAP, low + 3 * GIB, 64 * PAGE, RW), 0, "new memory");
	for (unsigned i = 0; i < 64; i++)
		((volatile long *)(low + 3 * GIB))[i * next] = -1;
	for (unsigned i = 0; i < 4; i++)
		changed += other[i * next] == -1 || copy[i * next] == -1;
	is(changed, 0, "got none of the pages that are shown");
	is(other[0], 15, "which have their contents");
	is(gate(GATE_MOVE, low + GIB, low, 4 * PAGE), 0, "they move");
	is(((volatile long *)low)[0], 15, "with them");
	is(gate(GATE_UNMAP, low, 4 * PAGE, 0), 0, "unmap them");
	is(copy[3 * next], 0, "what only the copies show is left");
	copy[3 * next] = 23;
	is(copy[3 * next], 23, "and becomes theirs");
	is(gate(GATE_UNMAP, low + 2 * GIB, 4 * PAGE, 0), 0, "unmap the copies");
	is(gate(GATE_UNMAP, low + 3 * GIB, 64 * PAGE, 0), 0, "unmap the rest");
	/* All tables are there by now. */
	long before = memory_free();
	is(gate(GATE_MAP_FILE, low, 64 * PAGE, 0), 0, "again");
	is(share(low, low + GIB, 64 * PAGE, RW), 0, "shared");
	is(share_private(low + GIB, low + 2 * GIB, 64 * PAGE), 0, "from there, too");
	is(share_private(low + 2 * GIB, low + 3 * GIB, 64 * PAGE), 0, "and once more");
	for (unsigned i = 0; i < 64; i++)
		copy[i * next] = i;
	is(before - memory_free(), 128 * (long)PAGE, "two pages each are used");
	for (unsigned n = 0; n < 4; n++)
		changed += gate(GATE_UNMAP, low + (n * 3 & 3) * GIB, 64 * PAGE, 0) != 0;
	is(changed, 0, "unmapped everywhere");
	is(before - memory_free(), 0, "every page has come back");
}

/* Ways to something else through a second place. */
static void test_share_refusals(unsigned long low)
{
	unsigned long text = (unsigned long)spare, data = (unsigned long)&tests & -PAGE;
	unsigned long to = low + GIB;
	unsigned long entropy = (unsigned long)open_device(4);
	long dma = gate(GATE_DMA, entropy, 4 * PAGE, 0);
	is(gate(GATE_MAP_FILE, low, 4 * PAGE, 0), 0, "file memory");
	is(gate(GATE_MAP, low + 4 * PAGE, PAGE, RW), 0, "and other memory");
	is(attempt(low + 4 * PAGE, 1), 0, "that is there");
	is(share(low, to, PAGE, RX), -EACCES, "executable");
	is(share(low, to, PAGE, 7), -EACCES, "writable and executable");
	is(share(low, to, PAGE, 8), -EINVAL, "no such protection");
	is(share(low, to, 0, RW), -EINVAL, "no length");
	is(share(low, to + 1, PAGE, RW), -EINVAL, "a crooked place");
	is(share(low + 1, to, PAGE, RW), -EINVAL, "crooked pages");
	is(share(low, low + PAGE, 2 * PAGE, RW), -EINVAL, "over themselves");
	is(share(low, text, PAGE, RW), -EINVAL, "over the image");
	is(share(low, 0, PAGE, RW), -EINVAL, "over page 0");
	is(share(low, 0xffff800000000000, PAGE, RW), -EINVAL, "over the core");
	is(share(low + 4 * PAGE, to, PAGE, RW), -EACCES, "memory that isn't a file's");
	is(share(low + 5 * PAGE, to, PAGE, RW), -EFAULT, "nothing");
	is(share(0, to, PAGE, PLATFORM_READ), -EFAULT, "page 0");
	is(share(0xffff800000000000, to, PAGE, PLATFORM_READ), -EFAULT, "the core");
	is(share(-PAGE, to, 2 * PAGE, PLATFORM_READ), -EFAULT, "around the end");
	is(share(text, to, PAGE, RW), -EACCES, "text to write");
	is(share(text, to, PAGE, PLATFORM_READ), -EACCES, "text to read");
	is(share_private(text, to, PAGE), -EACCES, "text to copy");
	is(share(data, to, PAGE, PLATFORM_READ), -EACCES, "data");
	is(dma > 0, 1, "memory for devices");
	is(gate(GATE_DMA, entropy, PAGE, 0), -EBUSY, "once for each");
	is(gate(GATE_DMA, entropy + 1, PAGE, 0), -ENODEV, "of those that are open");
	is(gate(GATE_DEVICE_CONFIG, entropy, 0, 0) >= 0, 1, "its generation");
	is(gate(GATE_DEVICE_CONFIG, entropy, -4ul, 4), -EINVAL, "no register there");
	is(gate(GATE_DEVICE_CONFIG, entropy + 1, 0, 4), -ENODEV, "no such device");
	is(gate(GATE_PROTECT, (unsigned long)dma, PAGE, RX), -EINVAL, "to execute");
	is(share((unsigned long)dma, to, PAGE, RW), -EACCES, "to write");
	is(share((unsigned long)dma, to, PAGE, PLATFORM_READ), -EACCES, "to read");
	is(share_private((unsigned long)dma, to, PAGE), -EACCES, "to copy");

	unsigned long page = (unsigned long)boot;
	is(share(page, to, PAGE, RW), -EACCES, "the boot page to write");
	is(share(page, to, PAGE, PLATFORM_READ), 0, "to read");
	is(attempt(to, 1), PAGE_FAULT, "can't be written");
	is(gate(GATE_PROTECT, to, PAGE, RW), 0, "unless it is allowed");
	is(attempt(to, 1), 0, "then it is written");
	is(*(volatile char *)to != *(volatile char *)page, 1, "in a copy");
	is(gate(GATE_UNMAP, to, PAGE, 0), 0, "which goes");

	is(share(low, to, 4 * PAGE, RW), 0, "share");
	is(gate(GATE_PROTECT, to, PAGE, RX), -EACCES, "to executable");
	is(gate(GATE_PROTECT, low, PAGE, RX), -EACCES, "what is shared to executable");
	is(gate(GATE_MAP_FILE, to, PAGE, 0), 0, "file memory in its place");
	is(gate(GATE_PROTECT, to, PAGE, RX), -EACCES, "to executable before a touch");
	is(gate(GATE_SEAL, to + PAGE, PAGE, 0), 0, "seal");
	is(share(low, to, 2 * PAGE, RW), -EPERM, "over what is sealed");
	is(attempt(to + PAGE, 1), 0, "that stays");
	is(gate(GATE_UNMAP, low, 8 * PAGE, 0), 0, "unmap");
}

static void test_faults(void)
{
	is(attempt(0, 0), PAGE_FAULT, "page 0 can't be read");
	is(attempt(0xffffffff80000000, 0), PAGE_FAULT, "nor the core's half");
	is((long)(fault.error & PLATFORM_ERROR_PRESENT), 0,
	   "and the error tells nothing of it");
	is(attempt(0x800000000000, 0), 1 + PLATFORM_CAUSE_PROTECTION, "not canonical");
	is(attempt((unsigned long)boot, 1), PAGE_FAULT, "the boot page is read-only");
	is(attempt(boot->clock, 1), PAGE_FAULT, "the clock page, too");
	is(privileged(), 1 + PLATFORM_CAUSE_PROTECTION, "cli is refused");
}

static unsigned long now(void)
{
	const volatile struct gate_clock *c = (const void *)boot->clock;
	unsigned low, high;
	if (!c->multiplier)
		gate(GATE_CLOCK, 0, 0, 0);
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	unsigned long delta = (low | (unsigned long)high << 32) - c->tsc_timestamp;
	delta = c->shift < 0 ? delta >> -c->shift : delta << c->shift;
	return c->system_time +
	       (unsigned long)((unsigned __int128)delta * c->multiplier >> 32);
}

static void test_time(void)
{
	unsigned long start = now();
	is(gate(GATE_WAIT, PLATFORM_EVENT_SIGNAL, start + 20000000, 0), 0,
	   "wait for 20 ms");
	unsigned long end = now();
	is(end - start >= 19000000, 1, "it lasted");
	is(end - start < 50000000000, 1, "but not for ever");
	gate(GATE_WAIT, PLATFORM_EVENT_SIGNAL, end + 80000000, 0);
	is(now() > end + 75000000, 1, "the clock went on while its rate was corrected");
	is(gate(GATE_CLOCK_WALL, 0, 0, 0) > 1700000000l * 1000000000, 1,
	   "the year is credible");
}

void run(struct vm_boot *given)
{
	boot = given;
	gate(GATE_UPCALL, (unsigned long)upcall_entry, (unsigned long)upcall_stack,
	     (unsigned long)upcall_stack + sizeof upcall_stack);
	test_map(boot->space_low);
	test_executable(boot->space_low);
	test_share(boot->space_low + 8 * GIB);
	test_share_ends(boot->space_low + 8 * GIB);
	test_share_refusals(boot->space_low + 16 * GIB);
	test_refusals(boot->space_low);
	test_faults();
	test_time();
	print("1..");
	print_number(tests);
	print("\n");
	gate(GATE_EXIT, failed != 0, 0, 0);
	__builtin_unreachable();
}
