/* SPDX-License-Identifier: ISC */
/*
 * The contract of platform.h as a process, without a libos: this file is a whole image of
 * its own, whose libos_start() does what the first argument says. platform.t builds and
 * starts it. Writes TAP, or a line for each thing that happens.
 */
#include "image.h"
#include <asm/prctl.h>
#include <asm/signal.h>
#include <asm/unistd.h>
#include <errno.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/time.h>

#define CPUS        4
#define STACK       65536
#define MILLISECOND 1000000ul
#define SECOND      (1000 * MILLISECOND)
#define NEVER       UINT64_MAX
#define RW          (PLATFORM_READ | PLATFORM_WRITE)
#define RX          (PLATFORM_READ | PLATFORM_EXECUTE)

/* What GS points to: the number is at 8. */
static struct cpu {
	struct cpu *self;
	uint32_t number;
	uint8_t stop;     /* for platform_wait(): an upcall had an event */
	uint32_t events;  /* that came by upcalls */
	uint32_t upcalls; /* with an event */
	bool resuming;    /* the migrating program, from the idle stack */
} cpus[CPUS];
static char upcall_stacks[CPUS][STACK] __attribute__((aligned(4096)));
static char idle_stacks[CPUS][STACK] __attribute__((aligned(4096)));

static struct cpu *this_cpu(void)
{
	struct cpu *cpu;
	__asm__ volatile("movq %%gs:0, %0" : "=r"(cpu));
	return cpu;
}

static void cpu_here(unsigned number)
{
	cpus[number].self = &cpus[number];
	cpus[number].number = number;
	platform_cpu_pointer_set((uintptr_t)&cpus[number]);
}

static uint32_t random_number(void)
{
	static uint32_t state[CPUS];
	uint32_t *s = &state[this_cpu()->number];
	*s = *s * 1664525 + 1013904223 + this_cpu()->number;
	return *s >> 8;
}

static void delay(unsigned rounds)
{
	for (volatile unsigned n = 0; n < rounds; n++)
		;
}

/* Spin until *word has the value, for 20 seconds at most. */
static bool reaches(const uint32_t *word, uint32_t value)
{
	uint64_t end = platform_clock_monotonic() + 20 * SECOND;
	for (unsigned n = 0; __atomic_load_n(word, __ATOMIC_SEQ_CST) != value; n++) {
		if (n % 64 == 63)
			platform_cpu_relax();
		if (n % 1024 == 1023 && platform_clock_monotonic() > end)
			return false;
	}
	return true;
}

/* ---- registers ---- */

#define ALL_REGISTERS \
	"rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15"

/* resume_all(frame): platform_resume() with it; returns once `resumed` holds what the
 * registers were at its rip. fault_all(): `ud2` with the registers and the vector
 * registers from `wanted` and `pattern`; afterwards they are in `resumed`, `vectors`.
 *
 * migrate_program: checks for ever that its registers are what it has put there. rsi:
 * whether there is AVX. */
__asm__("	.macro keep\n"
        "	pushq %rbx; pushq %rbp; pushq %r12; pushq %r13; pushq %r14; pushq %r15\n"
        "	movq %rsp, resume_stack(%rip)\n"
        "	.endm\n"
        "	.macro take_all\n"
        "	movq %r15, resumed(%rip)\n"
        "	movq %r14, resumed+8(%rip)\n"
        "	movq %r13, resumed+16(%rip)\n"
        "	movq %r12, resumed+24(%rip)\n"
        "	movq %r11, resumed+32(%rip)\n"
        "	movq %r10, resumed+40(%rip)\n"
        "	movq %r9, resumed+48(%rip)\n"
        "	movq %r8, resumed+56(%rip)\n"
        "	movq %rdi, resumed+64(%rip)\n"
        "	movq %rsi, resumed+72(%rip)\n"
        "	movq %rbp, resumed+80(%rip)\n"
        "	movq %rbx, resumed+88(%rip)\n"
        "	movq %rdx, resumed+96(%rip)\n"
        "	movq %rcx, resumed+104(%rip)\n"
        "	movq %rax, resumed+112(%rip)\n"
        "	movq %rsp, resumed+136(%rip)\n"
        "	pushfq\n"
        "	popq resumed+128(%rip)\n"
        "	cld\n"
        "	movq resume_stack(%rip), %rsp\n"
        "	popq %r15; popq %r14; popq %r13; popq %r12; popq %rbp; popq %rbx\n"
        "	ret\n"
        "	.endm\n"
        "resume_all:\n"
        "	keep\n"
        "	call platform_resume\n"
        "resume_landing:\n"
        "	take_all\n"
        "fault_all:\n"
        "	keep\n"
        "	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
        "	movdqu pattern+16*\\n(%rip), %xmm\\n\n"
        "	.endr\n"
        "	movq wanted(%rip), %r15\n"
        "	movq wanted+8(%rip), %r14\n"
        "	movq wanted+16(%rip), %r13\n"
        "	movq wanted+24(%rip), %r12\n"
        "	movq wanted+32(%rip), %r11\n"
        "	movq wanted+40(%rip), %r10\n"
        "	movq wanted+48(%rip), %r9\n"
        "	movq wanted+56(%rip), %r8\n"
        "	movq wanted+64(%rip), %rdi\n"
        "	movq wanted+72(%rip), %rsi\n"
        "	movq wanted+80(%rip), %rbp\n"
        "	movq wanted+88(%rip), %rbx\n"
        "	movq wanted+96(%rip), %rdx\n"
        "	movq wanted+104(%rip), %rcx\n"
        "	movq wanted+112(%rip), %rax\n"
        "fault_here:\n"
        "	ud2\n"
        "	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
        "	movdqu %xmm\\n, vectors+16*\\n(%rip)\n"
        "	.endr\n"
        "	take_all\n"
        "migrate_program:\n"
        "	leaq pattern(%rip), %rdi\n"
        "	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14\n"
        "	movdqu 16*\\n(%rdi), %xmm\\n\n"
        "	.endr\n"
        "	testl %esi, %esi\n"
        "	jz 1f\n"
        "	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14\n"
        "	vinsertf128 $1, 16*(15-\\n)(%rdi), %ymm\\n, %ymm\\n\n"
        "	.endr\n"
        "1:	movl $8, %r8d; movl $9, %r9d; movl $10, %r10d; movl $11, %r11d\n"
        "	movl $12, %r12d; movl $13, %r13d; movl $14, %r14d; movl $15, %r15d\n"
        "2:	lock incq migrate_rounds(%rip)\n"
        "	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14\n"
        "	movdqa %xmm\\n, %xmm15\n"
        "	pcmpeqb 16*\\n(%rdi), %xmm15\n"
        "	pmovmskb %xmm15, %eax\n"
        "	cmpl $0xffff, %eax\n"
        "	jne 4f\n"
        "	.endr\n"
        "	testl %esi, %esi\n"
        "	jz 3f\n"
        "	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14\n"
        "	vextractf128 $1, %ymm\\n, %xmm15\n"
        "	pcmpeqb 16*(15-\\n)(%rdi), %xmm15\n"
        "	pmovmskb %xmm15, %eax\n"
        "	cmpl $0xffff, %eax\n"
        "	jne 4f\n"
        "	.endr\n"
        "3:	.irp n, 8,9,10,11,12,13,14,15\n"
        "	cmpq $\\n, %r\\n\n"
        "	jne 4f\n"
        "	.endr\n"
        "	jmp 2b\n"
        "4:	movl $1, migrate_wrong(%rip)\n"
        "	jmp 4b\n"
        "migrate_program_end:\n"
        /* stack_run(rdi: stack, rsi: function) */
        "stack_run:\n"
        "	movq %rdi, %rsp\n"
        "	xorl %ebp, %ebp\n"
        "	call *%rsi\n"
        "	ud2\n");

void resume_all(const struct platform_frame *frame);
void fault_all(void);
_Noreturn void stack_run(void *stack, void (*function)(void));
extern const char resume_landing[], fault_here[], migrate_program[],
        migrate_program_end[];

uint64_t resume_stack, resumed[18], wanted[18];
uint8_t pattern[256] __attribute__((aligned(64))), vectors[256];
uint64_t migrate_rounds;
uint32_t migrate_wrong;

static struct platform_frame seen; /* the last fault */
static uint8_t seen_vectors[256];  /* its xmm0 to xmm15 */
static bool seen_aligned;
static uint32_t denied;

/* ---- a program that goes from CPU to CPU ---- */

static struct {
	struct platform_frame frame;
	uint8_t vector[16384] __attribute__((aligned(64)));
	uint32_t owner;
	uint32_t moves, wanted;
	unsigned cpus;
} migrating;

static _Noreturn void idle(void)
{
	struct cpu *cpu = this_cpu();

	while (migrating.owner != cpu->number) {
		if (migrating.moves >= migrating.wanted && !cpu->number)
			break;
		platform_wait(PLATFORM_EVENT_PEER, NEVER, &cpu->stop);
		cpu->stop = 0;
	}
	if (migrating.moves >= migrating.wanted) {
		if (cpu->number) {
			__atomic_store_n(&migrating.owner, 0, __ATOMIC_SEQ_CST);
			platform_cpu_notify(0);
			for (;;)
				platform_wait(0, NEVER, &(const volatile uint8_t){0});
		}
		cpu->resuming = false;
		is(migrate_wrong, 0, "registers survive being resumed on other CPUs");
		is(migrate_rounds > 0, 1, "the program ran meanwhile");
		finish();
	}
	cpu->resuming = true;
	platform_timer_set(platform_clock_monotonic() + 5000 + random_number() % 100000);
	if (platform_vector_size() == 512)
		__asm__ volatile("fxrstor64 %0" : : "m"(migrating.vector));
	else
		__asm__ volatile("xrstor64 %0"
		                 :
		                 : "m"(migrating.vector), "a"(-1), "d"(-1));
	platform_resume(&migrating.frame);
}

/* The time slice is over: leave the upcall stack for good. */
static void migrate(struct cpu *cpu, const struct platform_frame *frame,
                    const void *vector)
{
	uintptr_t low = (uintptr_t)idle_stacks[cpu->number];
	bool program = frame->rip - (uintptr_t)migrate_program <
	               (uintptr_t)(migrate_program_end - migrate_program);
	bool within_resume = cpu->resuming && frame->rsp - low <= STACK;

	if (!program && !within_resume)
		return;
	if (program) {
		migrating.frame = *frame;
		copy(migrating.vector, vector, platform_vector_size());
	}
	cpu->resuming = false;
	migrating.moves++;
	uint32_t next = (cpu->number + 1) % migrating.cpus;
	__atomic_store_n(&migrating.owner, next, __ATOMIC_SEQ_CST);
	platform_cpu_notify(next);
	stack_run(idle_stacks[cpu->number] + STACK, idle);
}

void libos_upcall(struct platform_frame *frame, const void *vector)
{
	if (frame->cause == PLATFORM_CAUSE_EVENT) {
		struct cpu *cpu = this_cpu();
		__atomic_fetch_or(&cpu->events, (uint32_t)frame->error, __ATOMIC_SEQ_CST);
		cpu->upcalls++;
		cpu->stop = 1;
		if (frame->error & PLATFORM_EVENT_TIMER && migrating.wanted)
			migrate(cpu, frame, vector);
		return;
	}
	if (frame->cause == PLATFORM_CAUSE_SYSCALL) {
		denied++;
		frame->rax = (uint64_t)-ENOSYS;
		return;
	}
	seen = *frame;
	if (vector) {
		copy(seen_vectors, (const char *)vector + 160, 256);
		seen_aligned = (uintptr_t)vector % 64 == 0;
	}
	if (frame->cause != PLATFORM_CAUSE_ILLEGAL ||
	    frame->rip != (uintptr_t)fault_here) {
		line("Bail out! unexpected cause ", (long)frame->cause);
		line("# at image+", (long)(frame->rip - platform_information.image_base));
		platform_exit(97);
	}
	frame->rip += 2;
	frame->rbx = 77;
}

static void test_resume(void)
{
	struct platform_frame frame = {.rip = (uintptr_t)resume_landing,
	                               .rflags = 0x202 | 0xcd5, /* and DF, OF, SF... */
	                               .rsp = (uintptr_t)idle_stacks[3] + 4096};
	uint64_t *word = (uint64_t *)&frame;
	int wrong = 0;

	for (unsigned n = 0; n < 15; n++)
		word[n] = 0x1111111111111111ul * (n + 1);
	resume_all(&frame);
	for (unsigned n = 0; n < 18; n++)
		wrong += n != 15 && resumed[n] != word[n];
	is(wrong, 0, "resume loads every register");
}

static void test_fault(void)
{
	int wrong = 0, wrong_after = 0, wrong_vectors = 0, wrong_vectors_after = 0;

	for (unsigned n = 0; n < 15; n++)
		wanted[n] = 0xabcdef0102030405ul * (n + 3);
	for (unsigned n = 0; n < 256; n++)
		pattern[n] = (uint8_t)(n * 7 + 1);
	fault_all();
	for (unsigned n = 0; n < 15; n++) {
		wrong += ((uint64_t *)&seen)[n] != wanted[n];
		wrong_after += resumed[n] != (n == 11 ? 77 : wanted[n]);
	}
	for (unsigned n = 0; n < 256; n++) {
		wrong_vectors += seen_vectors[n] != pattern[n];
		wrong_vectors_after += vectors[n] != pattern[n];
	}
	is(wrong, 0, "an upcall has every register");
	is(wrong_vectors, 0, "and the vector registers");
	is(seen_aligned, 1, "aligned for XRSTOR");
	is(wrong_after, 0, "returning loads them, with what was changed");
	is(wrong_vectors_after, 0, "and the vector registers again");
	is(platform_vector_size() == 512 ||
	           (platform_vector_size() >= 576 && platform_vector_size() < 16384),
	   1, "the vector registers' size is credible");
	is((long)(platform_vector_size() % 64), 0, "and a multiple of 64");
}

/* ---- timers ---- */

static uint32_t spin_for(uint32_t event, uint64_t limit)
{
	struct cpu *cpu = this_cpu();
	uint64_t end = platform_clock_monotonic() + limit;
	while (!(__atomic_load_n(&cpu->events, __ATOMIC_SEQ_CST) & event) &&
	       platform_clock_monotonic() < end)
		;
	return __atomic_fetch_and(&cpu->events, ~event, __ATOMIC_SEQ_CST) & event;
}

static int timer_faults(void)
{
	int wrong = 0;
	for (unsigned n = 0; n < 300; n++) {
		uint64_t deadline =
		        platform_clock_monotonic() + random_number() % MILLISECOND;
		platform_timer_set(deadline);
		wrong += !spin_for(PLATFORM_EVENT_TIMER, 10 * SECOND) ||
		         platform_clock_monotonic() < deadline;
	}
	return wrong;
}

/* A timer is set, and in its place another one before its time. */
static void put_off(uint64_t to)
{
	uint64_t deadline;
	do {
		platform_timer_set(NEVER);
		this_cpu()->events = 0;
		deadline = platform_clock_monotonic() + 20 * MILLISECOND;
		platform_timer_set(deadline);
		platform_timer_set(to);
	} while (platform_clock_monotonic() >= deadline);
}

/* At least once in so many times it comes when the wait has begun: the upcalls then. */
static uint32_t ends_a_wait(void)
{
	struct cpu *cpu = this_cpu();
	uint32_t upcalls = 0;
	for (unsigned n = 0; n < 50; n++) {
		cpu->stop = 0;
		upcalls = cpu->upcalls;
		platform_timer_set(platform_clock_monotonic() + 20 * MILLISECOND);
		if (platform_wait(PLATFORM_EVENT_TIMER, NEVER, &cpu->stop) ==
		    PLATFORM_EVENT_TIMER)
			return cpu->upcalls - upcalls;
	}
	return 1000;
}

static void test_timer(void)
{
	struct cpu *cpu = this_cpu();
	is(timer_faults(), 0, "the timer interrupts a loop, not too early");
	platform_timer_set(0);
	is(spin_for(PLATFORM_EVENT_TIMER, 10 * SECOND), PLATFORM_EVENT_TIMER,
	   "a deadline in the past comes at once");
	platform_timer_set(0);
	is(spin_for(PLATFORM_EVENT_TIMER, 10 * SECOND), PLATFORM_EVENT_TIMER,
	   "and so does the same again");
	put_off(NEVER);
	is(spin_for(PLATFORM_EVENT_TIMER, 60 * MILLISECOND), 0, "a timer taken back");
	put_off(platform_clock_monotonic() + 1000 * SECOND);
	is(spin_for(PLATFORM_EVENT_TIMER, 60 * MILLISECOND), 0, "a timer put off");
	is(ends_a_wait(), 0, "a timer ends a wait, without an upcall");
	is(platform_wait(PLATFORM_EVENT_TIMER, 0, &cpu->stop), 0, "and only once");
	cpu->stop = 0;
	uint32_t upcalls = cpu->upcalls;
	platform_timer_set(platform_clock_monotonic() + 20 * MILLISECOND);
	is(platform_wait(PLATFORM_EVENT_PEER, NEVER, &cpu->stop), 0,
	   "one that isn't awaited ends it, too");
	is(cpu->upcalls - upcalls, 1, "with an upcall");
}

/* Timers that end right at the moments when a wait looks and begins to sleep. */
static void test_window(uint32_t count)
{
	struct cpu *cpu = this_cpu();
	bool lost = false;
	for (uint32_t n = 0; n < count && !lost; n++) {
		uint64_t deadline = platform_clock_monotonic() + random_number() % 2048;
		cpu->stop = 0;
		platform_timer_set(deadline);
		delay(random_number() % 64);
		platform_wait(PLATFORM_EVENT_TIMER, deadline + 30 * SECOND, &cpu->stop);
		lost = platform_clock_monotonic() >= deadline + 30 * SECOND;
	}
	is(lost, false, "no timer gets lost on the way into a wait");
	platform_timer_set(NEVER);
	cpu->events = 0;
}

static void test_wait(void)
{
	volatile uint8_t stop = 0;
	uint64_t start = platform_clock_monotonic();
	platform_wait(PLATFORM_EVENT_PEER, start + 20 * MILLISECOND, &stop);
	is(platform_clock_monotonic() >= start + 20 * MILLISECOND, 1,
	   "a wait lasts until its deadline");
	start = platform_clock_monotonic();
	platform_wait(PLATFORM_EVENT_CONSOLE, start + 20 * MILLISECOND, &stop);
	is(platform_clock_monotonic() >= start + 20 * MILLISECOND, 1,
	   "so on the console");
	stop = 1;
	is(platform_wait(PLATFORM_EVENT_PEER, NEVER, &stop), 0, "not with *stop");
	is(platform_wait(PLATFORM_EVENT_CONSOLE, NEVER, &stop), 0,
	   "on the console neither");
}

/* ---- CPUs ---- */

static uint32_t started, work[CPUS], results[CPUS];
enum { NOTHING, TIMER, CONSUME, MIGRATE };

static uint32_t sent, received;

/* Take what was sent until 0 comes. */
static void consume(struct cpu *cpu)
{
	uint32_t last;
	do {
		cpu->stop = 0;
		last = __atomic_load_n(&sent, __ATOMIC_SEQ_CST);
		__atomic_store_n(&received, last, __ATOMIC_SEQ_CST);
		if (last)
			platform_wait(PLATFORM_EVENT_PEER, NEVER, &cpu->stop);
	} while (last);
}

static _Noreturn void worker(unsigned number)
{
	struct cpu *cpu = &cpus[number];
	delay(300000); /* time for what must not get lost */
	cpu_here(number);
	while (!__atomic_load_n(&cpu->events, __ATOMIC_SEQ_CST))
		; /* the notification, by an upcall */
	__atomic_fetch_add(&started, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		switch (__atomic_exchange_n(&work[number], NOTHING, __ATOMIC_SEQ_CST)) {
		case TIMER:
			results[number] = (uint32_t)timer_faults();
			__atomic_fetch_add(&started, 1, __ATOMIC_SEQ_CST);
			break;
		case CONSUME:
			consume(cpu);
			break;
		case MIGRATE:
			stack_run(idle_stacks[number] + STACK, idle);
		}
		platform_wait(PLATFORM_EVENT_PEER, NEVER, &cpu->stop);
		cpu->stop = 0;
	}
}

static _Noreturn void worker1(void)
{
	worker(1);
}
static _Noreturn void worker2(void)
{
	worker(2);
}
static _Noreturn void worker3(void)
{
	worker(3);
}

static void give(unsigned number, uint32_t what)
{
	__atomic_store_n(&work[number], what, __ATOMIC_SEQ_CST);
	platform_cpu_notify(number);
}

static void test_start(void)
{
	static void (*const entries[])(void) = {NULL, worker1, worker2, worker3};
	for (unsigned n = 1; n < CPUS; n++) {
		is(platform_cpu_start(n, upcall_stacks[n] + STACK, STACK, entries[n]), 0,
		   "a CPU starts");
		platform_cpu_notify(n);
	}
	is(reaches(&started, CPUS - 1), 1,
	   "each gets what was sent before it was ready for upcalls");
	started = 0;
	for (unsigned n = 1; n < CPUS; n++)
		give(n, TIMER);
	is(reaches(&started, CPUS - 1), 1, "each has a timer");
	is(results[1] + results[2] + results[3], 0, "which interrupts its own loop");
}

/* So many notifications, each at a moment of its own against the receiver's look, sleep
 * and waking; now and then all must have arrived. */
static void test_notify(uint32_t count)
{
	uint32_t n;
	sent = 1;
	give(1, CONSUME);
	for (n = 2; n <= count; n++) {
		delay(random_number() % 512);
		__atomic_store_n(&sent, n, __ATOMIC_SEQ_CST);
		platform_cpu_notify(1);
		if (random_number() % 8 == 0 && !reaches(&received, n))
			break;
	}
	is((long)n - 1, (long)count, "no notification gets lost");
	__atomic_store_n(&sent, 0, __ATOMIC_SEQ_CST);
	platform_cpu_notify(1);
	is(reaches(&received, 0), 1, "nor the last one");
}

static bool has_avx(void)
{
	uint32_t a = 1, b, c = 0, d;
	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return (c >> 27 & 3) == 3; /* OSXSAVE, AVX */
}

static _Noreturn void test_migrate(uint32_t moves)
{
	/* an initial state of the vector registers: none of them in use */
	*(uint16_t *)migrating.vector = 0x37f;
	*(uint32_t *)(migrating.vector + 24) = 0x1f80;
	migrating.frame = (struct platform_frame){.rip = (uintptr_t)migrate_program,
	                                          .rsi = has_avx(),
	                                          .rflags = 0x202,
	                                          .rsp = (uintptr_t)idle_stacks[0] + 64};
	migrating.cpus = 3;
	migrating.wanted = moves;
	give(1, MIGRATE);
	give(2, MIGRATE);
	stack_run(idle_stacks[0] + STACK, idle);
}

/* ---- the filter ---- */

static long host(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = 0;
	register long r9 __asm__("r9") = 0;
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}

static void is_denied(const char *name, long number, long a, long b, long c, long d)
{
	uint32_t before = denied;
	long result = host(number, a, b, c, d);
	if (number == __NR_clone && !result)
		platform_exit(96); /* the child that shouldn't be */
	is(denied - before, 1, name);
}

static void test_filter(bool jit)
{
	long at = (long)platform_information.space_low, own = 0;
	const long map = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE;
	const long thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
	                    CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID;

	is_denied("fork", __NR_clone, SIGCHLD, 0, 0, 0);
	is_denied("clone without CLONE_THREAD", __NR_clone, CLONE_VM | SIGCHLD, 0, 0, 0);
	is_denied("clone into a new name space", __NR_clone, thread | CLONE_NEWUSER, 0, 0,
	          0);
	is_denied("clone3", __NR_clone3, 0, 0, 0, 0);
	is_denied("a signal to another process", __NR_tgkill, 1, 1, SIGURG, 0);
	own = host(__NR_set_tid_address, 0, 0, 0, 0);
	is(own, -ENOSYS, "set_tid_address");
	is_denied("another signal", __NR_tgkill, 1, 1, SIGKILL, 0);
	is_denied("kill", __NR_kill, 1, 0, 0, 0);
	is_denied("tkill", __NR_tkill, 1, 0, 0, 0);
	is_denied("an action for SIGSEGV", __NR_rt_sigaction, SIGSEGV, 0, 0, 8);
	is_denied("an action for SIGSYS", __NR_rt_sigaction, SIGSYS, 0, 0, 8);
	is_denied("blocking signals", __NR_rt_sigprocmask, SIG_BLOCK, 0, 0, 8);
	is_denied("a timer of another clock", __NR_timer_create, CLOCK_REALTIME, 0, 0, 0);
	is_denied("a relative timer", __NR_timer_settime, 0, 0, 0, 0);
	is_denied("a file", __NR_openat, -100, (long)"/etc/passwd", 0, 0);
	is_denied("a program", __NR_execve, (long)"/bin/sh", 0, 0, 0);
	is_denied("a socket", __NR_socket, 2, 1, 0, 0);
	is_denied("a permission for more vector state", __NR_arch_prctl, 0x1023, 18, 0,
	          0);
	is_denied("writable and executable, mprotect", __NR_mprotect, at, 4096,
	          PROT_READ | PROT_WRITE | PROT_EXEC, 0);
	is_denied("writable and executable, mmap", __NR_mmap, at, 4096,
	          PROT_WRITE | PROT_EXEC, map);
	is_denied("growing downwards", __NR_mprotect, at, 4096,
	          PROT_READ | PROT_GROWSDOWN, 0);
	if (!jit) {
		is_denied("executable, mprotect", __NR_mprotect, at, 4096,
		          PROT_READ | PROT_EXEC, 0);
		is_denied("executable, mmap", __NR_mmap, at, 4096, PROT_EXEC, map);
	}
}

static void is_denied_within(const char *name, long a, long c, long d, long e)
{
	is(host_from_platform(__NR_mmap, a, 4096, c, d, e), -ENOSYS, name);
}

/* ---- file memory ---- */

static uint8_t resident(const volatile void *address)
{
	uint8_t vector = 9;
	platform_memory_resident(0, (const void *)address, 4096, &vector);
	return vector;
}

static void test_file_memory(void)
{
	char *low = (char *)platform_information.space_low + (1 << 30);
	volatile long *file = (long *)low, *other = (long *)(low + (1 << 20));
	volatile long *copied = (long *)(low + (2 << 20));

	is(platform_memory_map_file(0, low, 8 * 4096), 0, "map file memory");
	file[0] = 11;
	is(platform_memory_share(0, low, (void *)other, 4 * 4096, RW, false), 0, "share");
	is(other[0], 11, "the other place shows what was there");
	file[512] = 12;
	is(other[512], 12, "and what comes to be there");
	is(platform_memory_share(0, low, (void *)copied, 4 * 4096, RW, true), 0,
	   "share with copies");
	copied[512] = 22;
	is(file[512] == 12 && copied[512] == 22, 1, "a write stays there alone");
	other[0] = 13;
	is(copied[0], 13, "another page still shows what is written");
	copied[0] = 21;
	is(platform_memory_discard(0, low, 4096), 0, "discard a page that is shown");
	is(file[0] == 0 && other[0] == 0 && copied[0] == 21, 1,
	   "it is zero wherever it is shown, but for copies");
	other[0] = 14;
	is(file[0], 14, "and still the same page");
	is(resident(file), 1, "which is there");
	is(platform_memory_unmap(0, (void *)other, 4 * 4096), 0, "unmap");
	is(platform_memory_discard(0, low, 4096), 0, "discard");
	is(resident(file), 0, "it isn't there");
	is(platform_memory_discard(0, (void *)copied, 4096), 0, "discard at the copies");
	is(copied[0], 0, "shows the file again");
	is(file[512], 12, "and takes nothing from it");

	is(platform_memory_share(0, low, (void *)other, 4096, RX, false), -EACCES,
	   "not executable");
	is(platform_memory_share(0, low, low + 4096, 2 * 4096, RW, false), -EINVAL,
	   "not over itself");
	is(platform_memory_share(0, (void *)copied, (void *)other, 4096, RW, false),
	   -EACCES, "nothing but file memory");
	is(platform_memory_share(0, low + 7 * 4096, (void *)other, 2 * 4096, RW, false),
	   -EACCES, "nor behind its end");
}

/* The host's file, which the platform mapped first. */
static long file_descriptor(void)
{
	long at = (long)platform_information.space_low;
	const long fixed = MAP_SHARED | MAP_FIXED;
	for (long file = 3; file < 32; file++)
		if (host_from_platform(__NR_mmap, at, 4096, PROT_READ, fixed, file) == at)
			return file;
	return -1;
}

static void test_file_filter(void)
{
	long at = (long)platform_information.space_low, file = file_descriptor();
	const long fixed = MAP_SHARED | MAP_FIXED;

	is(file >= 3, 1, "the platform may map the file");
	is_denied_within("another file", at, PROT_READ, fixed, file + 1);
	is_denied_within("a stream", at, PROT_READ, fixed, 0);
	is_denied_within("at any place", 0, PROT_READ, MAP_SHARED, file);
	is_denied_within("private at any place", 0, PROT_READ, MAP_PRIVATE, file);
	is_denied_within("executable", at, PROT_READ | PROT_EXEC, fixed, file);
	is_denied_within("private executable", at, PROT_READ | PROT_EXEC,
	                 MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, file);
	is_denied_within("growing down", at, PROT_READ | PROT_GROWSDOWN, fixed, file);
	is(host_from_platform(__NR_madvise, at, 4096, MADV_POPULATE_WRITE, 0, 0), -ENOSYS,
	   "other advice");
}

/* mov $42, %eax; ret */
static const uint8_t code[] = {0xb8, 42, 0, 0, 0, 0xc3};

static void test_jit(bool jit)
{
	char *page = (char *)platform_information.space_low;
	is(platform_memory_map(0, page, 4096, RW), 0, "a page");
	copy(page, code, sizeof code);
	is(platform_memory_protect(0, page, 4096, RW | RX), -EACCES,
	   "never writable and executable");
	is(platform_memory_map(0, page + 4096, 4096, RW | RX), -EACCES,
	   "nor from the start");
	is(platform_memory_protect(0, page, 4096, 8), -EINVAL, "no such protection");
	is(platform_memory_map(0, page + 4096, 4096, RX), jit ? 0 : -EACCES,
	   "executable from the start: with jit");
	is(platform_memory_protect(0, page, 4096, RX), jit ? 0 : -EACCES,
	   "from writable to executable: with jit");
	if (jit)
		is(((int (*)(void))(uintptr_t)page)(), 42, "and it runs");
}

/* ---- signals from outside ---- */

#define BIT(n) (1ul << ((n)-1))

static _Noreturn void run_signals(bool spin)
{
	struct cpu *cpu = this_cpu();
	uint64_t wanting = BIT(SIGHUP) | BIT(SIGTERM) | BIT(SIGUSR1) | BIT(SIGUSR2) |
	                   BIT(SIGURG) | BIT(SIGPIPE) | BIT(SIGSEGV) | BIT(SIGALRM) |
	                   BIT(40);
	platform_signals_want(wanting);
	print("ready\n");
	for (;;) {
		cpu->stop = 0;
		for (uint64_t came = platform_signals_take(); came; came &= came - 1) {
			int signal = __builtin_ctzl(came) + 1;
			if (signal == SIGUSR1)
				platform_signals_want(wanting &
				                      ~(BIT(SIGUSR1) | BIT(SIGURG)));
			line("signal ", signal);
		}
		if (spin)
			while (!*(volatile uint8_t *)&cpu->stop)
				;
		else
			platform_wait(PLATFORM_EVENT_SIGNAL, NEVER, &cpu->stop);
	}
}

/* Nobody reads: the error comes, and no signal. */
static _Noreturn void run_pipe(void)
{
	platform_signals_want(BIT(SIGPIPE));
	long result = platform_console_write(1, "x", 1);
	platform_exit(result == -EPIPE && !platform_signals_take() ? 0 : 1);
}

void libos_start(void)
{
	const struct platform_information *i = &platform_information;
	const char *what = i->argument_count > 1 ? i->arguments[1] : "";

	cpu_here(0);
	if (same(what, "cpus")) {
		line("", i->cpus);
		platform_exit(0);
	} else if (same(what, "filter")) {
		test_filter(false);
		test_jit(false);
		test_file_memory();
		test_file_filter();
	} else if (same(what, "jit")) {
		test_filter(true);
		test_jit(true);
		test_file_memory();
		test_file_filter();
	} else if (same(what, "wait") || same(what, "spin")) {
		run_signals(same(what, "spin"));
	} else if (same(what, "pipe")) {
		run_pipe();
	} else {
		test_resume();
		test_fault();
		test_wait();
		test_timer();
		test_window(20000);
		test_start();
		test_notify(same(what, "many") ? 1000000 : 50000);
		test_migrate(same(what, "many") ? 20000 : 2000);
	}
	finish();
}
