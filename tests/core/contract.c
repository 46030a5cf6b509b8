/* SPDX-License-Identifier: ISC */
/*
 * What platform.h promises of events, from the libos's side in a machine: this file takes
 * the libos's place on platform/vm and the core. Writes TAP to standard output. The first
 * argument says what to do; tests/core/contract.t builds and boots it.
 */
#include "libos.h"

#define MS        1000000ul
#define SPIN_SIZE 2000 /* bytes of code, more than it has */
#define NEVER     UINT64_MAX
#define TERMINATE (1ul << 14)
#define ANSWER    77 /* of the system call */

/* What the libos's members on the platform's side of the link want of its start. */
uintptr_t stack_guard __asm__("samara.__stack_chk_guard") = 0x5a5a00a5;
_Noreturn void stack_smashed(void) __asm__("samara.__stack_chk_fail");
void stack_smashed(void)
{
	platform_exit(1);
}

static int tests, failed;
static volatile unsigned events;     /* upcalls with PLATFORM_CAUSE_EVENT */
static volatile uint64_t event_bits; /* of all of them */
static volatile uint64_t again;      /* ns until the next one; 0: none */
static volatile unsigned enough;     /* then `done` is set */
static volatile bool armed;          /* the next one is on its way */
static volatile bool elsewhere;      /* go back from another stack */
static volatile uint64_t strange;    /* cause of another upcall */
static volatile uint8_t stop, nothing;
static struct platform_frame kept;
static volatile unsigned in_spin; /* how many of them interrupted spin() */
static char other_stack[4096] __attribute__((aligned(16)));
volatile uint8_t done;
volatile unsigned calls;

/* spin(): until `done`; repeat_system_call(): `left` times. Both return 0 if all
 * registers kept their values, and the calls the answer. */
__asm__("	.set	filled, 0x11110000\n"
        "	.macro	each_general do\n"
        "	.irp	r, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, "
        "r13, r14, r15\n"
        "	.set	filled, filled + 1\n"
        "	\\do\\()_general \\r\n"
        "	.endr\n"
        "	.set	filled, 0x11110000\n"
        "	.endm\n"
        "	.macro	set_general r\n"
        "	movq	$filled, %\\r\n"
        "	.endm\n"
        "	.macro	test_general r\n"
        "	cmpq	$filled, %\\r\n"
        "	jne	9f\n"
        "	.endm\n"
        "	.macro	each_vector do\n"
        "	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
        "	\\do\\()_vector \\n\n"
        "	.endr\n"
        "	.endm\n"
        "	.macro	set_vector n\n"
        "	movl	$0x22220000 + \\n, %eax\n"
        "	movd	%eax, %xmm\\n\n"
        "	pshufd	$0, %xmm\\n, %xmm\\n\n"
        "	.endm\n"
        "	.macro	test_vector n\n"
        "	pshufd	$0xff, %xmm\\n, %xmm\\n\n"
        "	movd	%xmm\\n, %eax\n"
        "	cmpl	$0x22220000 + \\n, %eax\n"
        "	jne	9f\n"
        "	.endm\n"
        "	.macro	begin\n"
        "	.irp	r, rbx, rbp, r12, r13, r14, r15\n"
        "	pushq	%\\r\n"
        "	.endr\n"
        "	each_vector set\n"
        "	each_general set\n"
        "	.endm\n"
        "	.macro	end\n"
        "	each_vector test\n"
        "	xorl	%eax, %eax\n"
        "	jmp	8f\n"
        "9:	movl	$1, %eax\n"
        "8:	.irp	r, r15, r14, r13, r12, rbp, rbx\n"
        "	popq	%\\r\n"
        "	.endr\n"
        "	ret\n"
        "	.endm\n"
        "spin:	begin\n"
        "1:	cmpb	$0, done(%rip)\n"
        "	je	1b\n"
        "	each_general test\n"
        "	end\n"
        "repeat_system_call:\n"
        "	begin\n"
        "1:	movl	$39, %eax\n"
        "	syscall\n"
        "	cmpq	$77, %rax\n"
        "	jne	9f\n"
        "	movq	$0x11110001, %rax\n"
        "	movq	$0x11110003, %rcx\n"
        "	movq	$0x1111000b, %r11\n"
        "	each_general test\n"
        "	incl	calls(%rip)\n"
        "	cmpb	$0, done(%rip)\n"
        "	je	1b\n"
        "	end\n"
        /* from_elsewhere(rdi: frame, rsi: stack) */
        "from_elsewhere:\n"
        "	movq	%rsi, %rsp\n"
        "	call	platform_resume\n"
        /* The first stack is for upcalls alone from now on. */
        "	.globl	libos_start\n"
        "libos_start:\n"
        "	leaq	program_stack + 16384(%rip), %rsp\n"
        "	call	program\n"
        "	.local	program_stack\n"
        "	.comm	program_stack, 16384, 16\n");
int spin(void);
int repeat_system_call(void);
void program(void);
_Noreturn void from_elsewhere(const struct platform_frame *frame, void *stack);

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

static void print_number(uint64_t value)
{
	char digits[24], *at = digits + sizeof digits - 1;
	*at = 0;
	do
		*--at = (char)('0' + value % 10);
	while (value /= 10);
	print(at);
}

static void is(uint64_t got, uint64_t wanted, const char *name)
{
	tests++;
	failed += got != wanted;
	print(got == wanted ? "ok " : "not ok ");
	print_number((unsigned)tests);
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

static uint64_t now(void)
{
	return platform_clock_monotonic();
}

static void linger(uint64_t ns)
{
	for (uint64_t end = now() + ns; now() < end;)
		;
}

static void next_event(void)
{
	if (again && !done && !armed) {
		armed = true;
		platform_timer_set(now() + (1 + events % 8) * again);
	}
}

/* An upcall may interrupt another, but not the one on top of it: that leaves the next to
 * the other, or to a system call. */
static void event(const struct platform_frame *frame)
{
	static unsigned depth;
	events++;
	event_bits |= frame->error;
	in_spin += frame->rip - (uintptr_t)spin < SPIN_SIZE;
	done = events >= enough;
	stop = 1;
	armed = false;
	if (depth++ == 0)
		do
			next_event();
		while (!armed && again && !done);
	depth--;
}

void libos_upcall(struct platform_frame *frame, const void *vector)
{
	if (frame->cause == PLATFORM_CAUSE_EVENT) {
		event(frame);
		return;
	}
	if (frame->cause != PLATFORM_CAUSE_SYSCALL) {
		print("# cause ");
		print_number(frame->cause);
		print(", address ");
		print_number(frame->address);
		print(", at ");
		print_number(frame->rip - platform_information.image_base);
		print(", stack ");
		print_number(frame->rsp - platform_information.image_base);
		print("\nBail out!\n");
		platform_exit(1);
	}
	frame->rax = ANSWER;
	next_event();
	if (elsewhere) {
		kept = *frame;
		from_elsewhere(&kept, other_stack + sizeof other_stack);
	}
}

static void expect_events(unsigned count, uint64_t ns)
{
	events = 0;
	event_bits = 0;
	enough = count;
	done = stop = armed = 0;
	again = ns;
}

static void test_spinning(void)
{
	expect_events(50, MS);
	platform_timer_set(now() + MS);
	is((unsigned)spin(), 0, "a loop keeps all registers over 50 timer upcalls");
	is(events, 50, "so many came");
	is(event_bits, PLATFORM_EVENT_TIMER, "and told of the timer");
	is(in_spin > 0, 1, "the frame shows the loop"); /* or another upcall */
	linger(10 * MS);
	is(events, 50, "one for each time that it was set");

	uint64_t deadline;
	do { /* until it is taken back in time */
		platform_timer_set(NEVER);
		expect_events(1, 0);
		deadline = now() + 100 * MS;
		platform_timer_set(deadline);
		platform_timer_set(NEVER);
	} while (now() >= deadline);
	linger(200 * MS);
	is(events, 0, "none when there is no deadline any more");
	platform_timer_set(0);
	is(events, 1, "one at once for a deadline that has passed");

	deadline = now() + 1200 * MS;
	expect_events(1, 0);
	platform_timer_set(deadline);
	spin();
	is(now() >= deadline, 1, "a deadline of more than a second isn't early");
	is(now() < deadline + 30000 * MS, 1, "nor late");
}

static void test_waiting(void)
{
	/* at least once it comes when the wait has begun */
	for (int i = 0; i < 20; i++) {
		expect_events(1, 0);
		platform_timer_set(now() + 100 * MS);
		if (platform_wait(PLATFORM_EVENT_TIMER, NEVER, &stop))
			break;
	}
	is(stop, 0, "a wait ends by the timer");
	is(events, 0, "without an upcall");

	uint64_t start = now();
	platform_timer_set(start + 100 * MS);
	is(platform_wait(PLATFORM_EVENT_SIGNAL, start + 200 * MS, &nothing), 0,
	   "a wait for something else has its own deadline");
	is(now() - start >= 200 * MS, 1, "which it keeps");
	is(events, 1, "and the timer's upcall comes behind it");

	expect_events(1, 0);
	platform_timer_set(now() + 20 * MS);
	is(platform_wait(PLATFORM_EVENT_SIGNAL, now() + 5 * MS, &nothing), 0,
	   "a shorter wait");
	spin();
	is(events, 1, "doesn't lose the timer either");

	/* The upcall comes between the look at what there is to do and the sleep. */
	expect_events(1, 0);
	platform_timer_set(0);
	is(stop, 1, "an event just before a wait");
	start = now();
	is(platform_wait(PLATFORM_EVENT_TIMER, start + 60000 * MS, &stop), 0,
	   "which it ends at once");
	is(now() - start < 30000 * MS, 1, "not at its deadline");
}

/* Upcalls at every place of the way into and out of system calls, as often as the machine
 * can and leaves time for the calls. */
static void test_returning(void)
{
	uint64_t interval = MS;
	expect_events(1, 0);
	for (int i = 0; i < 10; i++) {
		uint64_t start = now();
		platform_timer_set(0);
		uint64_t took = now() - start;
		if (took < interval || i == 0)
			interval = took;
	}
	interval += MS / 20;
	for (int where = 0; where < 2; where++) {
		elsewhere = where;
		calls = 0;
		expect_events((unsigned)(100 * MS / interval), interval);
		platform_timer_set(now() + interval);
		is((unsigned)repeat_system_call(), 0,
		   where ? "system calls return from another stack"
		         : "system calls return from the upcall stack");
		is(calls > 10, 1, "while upcalls come all the time");
	}
}

static uintptr_t gs(unsigned offset)
{
	uintptr_t value;
	__asm__ volatile("movq %%gs:(%1), %0" : "=r"(value) : "r"((uintptr_t)offset));
	return value;
}

static void test_pointers(void)
{
	static uintptr_t words[2][2] = {{1, 2}, {3, 4}};
	uintptr_t thread;
	platform_cpu_pointer_set((uintptr_t)words[0]);
	platform_thread_pointer_set((uintptr_t)words[1]);
	is(gs(8), 2, "GS base is set");
	__asm__ volatile("movq %%fs:8, %0" : "=r"(thread));
	is(thread, 4, "and FS base");
	expect_events(1, 0);
	platform_timer_set(now() + MS);
	spin();
	is(gs(0), 1, "an upcall leaves it");
	size_t size = platform_vector_size();
	is(size >= 512 && size % 64 == 0 && size == platform_vector_size(), 1,
	   "the vector registers have a size");
	is((unsigned)platform_cpu_start(1, other_stack, sizeof other_stack, NULL),
	   (unsigned)-EAGAIN, "there is no other CPU");
}

static void test_events(void)
{
	test_spinning();
	test_waiting();
	test_returning();
	test_pointers();
	print("1..");
	print_number((unsigned)tests);
	print("\n");
	platform_exit(failed != 0);
}

/* The power button, pressed when "ready" is seen. */
static void test_button(const char *how)
{
	expect_events(1, 0);
	platform_signals_want(*how == 'u' ? 0 : TERMINATE);
	print("ready\n");
	if (*how == 'a')
		is(platform_wait(PLATFORM_EVENT_SIGNAL, NEVER, &stop) |
		           (unsigned)event_bits,
		   PLATFORM_EVENT_SIGNAL, "asleep: the event has come");
	else
		is((unsigned)spin(), 0, "awake: the event has come");
	is(platform_signals_take(), TERMINATE, "it is SIGTERM");
	is(platform_signals_take(), 0, "once");
	print("1..3\n");
	platform_exit(failed ? 1 : 5);
}

void program(void)
{
	const char *what = platform_information.argument_count > 1
	                           ? platform_information.arguments[1]
	                           : "";
	if (*what == 'e')
		test_events();
	else
		test_button(what);
	platform_exit(1);
}
