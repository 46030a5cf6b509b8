/* SPDX-License-Identifier: ISC */
/*
 * The console's driver above a gate that is played here: a device with named ports, a
 * plain one, none, and one that answers with anything.
 */
#include "platform/vm/console.c"
#include "platform/vm/console_write.c"
#undef BUFFERS
#include "platform/vm/console_read.c"
#include "platform/vm/wait.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What VM_USES() refers to. */
__asm__(".irp call, dma, device_open, queue_post, queue_reap, wait, serial_write, "
        "serial_read\n"
        ".globl core.call_\\call\n"
        "core.call_\\call:\n"
        ".endr\n");

#define QUEUE_SIZE 16
#define LIMIT      100000 /* calls of the gate in one test: nothing may go on for ever */

static struct vm_boot boot = {.serial = 1};
static const volatile uint8_t never; /* nobody stops a wait */
const struct vm_boot *vm_boot_page = &boot;
static struct console_dma dma __attribute__((aligned(4096)));

/* The device. */
static struct {
	bool present, multiport, named, silly, stuck, broken;
	struct gate_buffer posted[GATE_QUEUES][QUEUE_SIZE];
	unsigned count[GATE_QUEUES];
	struct gate_completion done[GATE_QUEUES][64];
	unsigned done_count[GATE_QUEUES];
	unsigned ready; /* a bit for each port that was said to be ready, or was opened */
	unsigned opened;
	char output[16][20000];
	size_t output_length[16];
	unsigned calls, waits;
} d;
static char serial[1000];
static size_t serial_length;

static uint32_t noise(void)
{
	return (uint32_t)rand() ^ (uint32_t)rand() << 15;
}

/* The host writes `bytes` into the first buffer of a queue. */
static void deliver(unsigned queue, const void *bytes, size_t length)
{
	if (!d.count[queue] || d.done_count[queue] == 64)
		return;
	struct gate_buffer buffer = d.posted[queue][0];
	assert_true(buffer.write && length <= buffer.length);
	memmove(d.posted[queue], d.posted[queue] + 1, --d.count[queue] * sizeof buffer);
	memcpy((void *)buffer.address, bytes, length);
	d.done[queue][d.done_count[queue]++] =
	        (struct gate_completion){(uint32_t)length, buffer.token, 0};
}

static void tell(uint32_t port, uint16_t event, uint16_t value, const char *name)
{
	struct control message = {port, event, value, ""};
	memcpy(message.name, name, strlen(name));
	deliver(CONTROL_RECEIVE, &message, 8 + strlen(name));
}

static void tell_noise(void)
{
	struct control message;
	for (size_t i = 0; i < sizeof message; i++)
		((uint8_t *)&message)[i] = (uint8_t)noise();
	if (noise() % 4) {
		message.port = noise() % 9;
		message.event = noise() % 9;
		message.value = noise() % 2;
		if (noise() % 2)
			memcpy(message.name, "samara.stdout", 13);
	}
	deliver(CONTROL_RECEIVE, &message, noise() % (sizeof message + 1));
}

/* The device's answers to what the driver says. */
static void hear(const struct control *message)
{
	static const char *const names[] = {"", "samara.stdin", "samara.stdout",
	                                    "samara.stderr"};
	if (d.silly)
		for (unsigned i = noise() % 4; i; i--)
			tell_noise();
	else if (message->event == DEVICE_READY)
		for (unsigned i = 1; i <= 3; i++)
			tell(i, DEVICE_ADD, 1, "");
	else if (message->event == PORT_READY && message->port <= 3) {
		d.ready |= 1u << message->port;
		if (d.named)
			tell(message->port, PORT_NAME, 1, names[message->port]);
		else if (message->port == 2)
			tell(2, CONSOLE_PORT, 1, "");
		tell(message->port, PORT_OPEN, 1, "");
	} else if (message->event == PORT_OPEN)
		d.opened |= 1u << message->port;
}

static long gate_post(unsigned queue, const struct gate_buffer *buffers, unsigned count)
{
	assert_true(queue < GATE_QUEUES);
	for (unsigned i = 0; i < count; i++) {
		struct gate_buffer b = buffers[i];
		assert_true(b.address >= (uintptr_t)&dma && b.length <= sizeof dma &&
		            b.address + b.length <= (uintptr_t)(&dma + 1) && b.length);
		if (b.token >= QUEUE_SIZE)
			return i ? (long)i : -EINVAL;
		for (unsigned j = 0; j < d.count[queue]; j++)
			if (d.posted[queue][j].token == b.token)
				return i ? (long)i : -EBUSY;
		d.posted[queue][d.count[queue]++] = b;
		if (b.write)
			continue;
		if (queue == CONTROL_TRANSMIT)
			hear((const struct control *)b.address);
		memcpy(d.output[queue] + d.output_length[queue], (void *)b.address,
		       b.length);
		d.output_length[queue] += b.length;
		if (d.stuck && queue != CONTROL_TRANSMIT)
			continue;
		d.count[queue]--;
		if (d.done_count[queue] < 64)
			d.done[queue][d.done_count[queue]++].token = b.token;
		if (d.output_length[queue] > sizeof d.output[queue] - 4096)
			d.output_length[queue] = 0;
	}
	return count;
}

static long gate_reap(unsigned queue, struct gate_completion *completions, unsigned count)
{
	unsigned n = d.done_count[queue] < count ? d.done_count[queue] : count;
	memcpy(completions, d.done[queue], n * sizeof *completions);
	d.done_count[queue] -= n;
	memmove(d.done[queue], d.done[queue] + n,
	        d.done_count[queue] * sizeof *completions);
	for (unsigned i = 0; d.silly && i < n; i++)
		if (noise() % 4 == 0)
			completions[i].length = noise(); /* tokens the core has checked */
	if (d.silly && noise() % 2000 == 0) {
		d.broken = true;
		return -EIO;
	}
	return n;
}

/* Time goes on: what was stuck leaves. */
static long gate_wait(uint64_t events, uint64_t deadline)
{
	d.waits++;
	for (unsigned queue = 0; queue < GATE_QUEUES; queue++)
		for (unsigned i = 0; d.stuck && i < d.count[queue]; i++)
			if (!d.posted[queue][i].write) {
				d.done[queue][d.done_count[queue]++].token =
				        d.posted[queue][i].token;
				d.posted[queue][i] = d.posted[queue][--d.count[queue]];
				return events & EVENT_QUEUE;
			}
	if (d.silly)
		tell_noise();
	return d.silly && noise() % 2 ? (long)(events & EVENT_QUEUE) : 0;
}

static long gate(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e,
                 uint64_t f)
{
	struct gate_device *result = (struct gate_device *)f;
	assert_true(++d.calls < LIMIT);
	if (d.broken && (call == GATE_QUEUE_POST || call == GATE_QUEUE_REAP))
		return -ENODEV;
	switch (call) {
	case GATE_DMA:
		return (long)(uintptr_t)&dma;
	case GATE_DEVICE_OPEN:
		if (!d.present)
			return -ENODEV;
		memset(result, 0, sizeof *result);
		result->features = d.multiport ? FEATURE_MULTIPORT : 0;
		for (unsigned i = 0; i < (d.multiport ? 10 : 2); i++)
			result->queue_size[i] = QUEUE_SIZE;
		return 5;
	case GATE_QUEUE_POST:
		assert_int_equal(a, 5);
		return gate_post((unsigned)b, (const struct gate_buffer *)c, (unsigned)e);
	case GATE_QUEUE_REAP:
		return gate_reap((unsigned)b, (struct gate_completion *)c, (unsigned)e);
	case GATE_WAIT:
		return gate_wait(a, b);
	case GATE_SERIAL_WRITE:
		if (b > sizeof serial - serial_length)
			serial_length = 0;
		if (b > 100)
			b = 100;
		memcpy(serial + serial_length, (void *)a, b);
		serial_length += b;
		return (long)b;
	case GATE_SERIAL_READ:
		return -ENODEV;
	}
	return -ENOSYS;
}

long vm_gate0(unsigned call)
{
	return gate(call, 0, 0, 0, 0, 0);
}
long vm_gate1(unsigned call, uint64_t a)
{
	return gate(call, a, 0, 0, 0, 0);
}
long vm_gate2(unsigned call, uint64_t a, uint64_t b)
{
	return gate(call, a, b, 0, 0, 0);
}
long vm_gate3(unsigned call, uint64_t a, uint64_t b, uint64_t c)
{
	return gate(call, a, b, c, 0, 0);
}
long vm_gate4(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e)
{
	return gate(call, a, b, c, e, 0);
}
long vm_gate5(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e, uint64_t f)
{
	return gate(call, a, b, c, e, f);
}

uint64_t vm_clock_monotonic(void)
{
	return 0;
}

static void begin(bool present, bool multiport, bool named)
{
	memset(&d, 0, sizeof d);
	memset(&vm_console, 0, sizeof vm_console);
	memset(&outgoing, 0, sizeof outgoing);
	memset(&input, 0, sizeof input);
	memset(in_flight, 0, sizeof in_flight);
	serial_length = 0;
	d.present = present;
	d.multiport = multiport;
	d.named = named;
}

static void check_output(unsigned queue, const char *text)
{
	assert_int_equal(d.output_length[queue], strlen(text));
	assert_memory_equal(d.output[queue], text, strlen(text));
}

static void named_ports(void **unused)
{
	char buffer[100];
	begin(true, true, true);
	assert_int_equal(vm_console_write(1, "out", 3), 3);
	assert_int_equal(vm_console_write(2, "err", 3), 3);
	assert_int_equal(d.ready, 0xe);
	assert_int_equal(d.opened, 0xe);
	check_output(console_queue(2, true), "out");
	check_output(console_queue(3, true), "err");
	assert_int_equal(d.waits, 0);
	vm_console_drain();

	const unsigned queue = console_queue(1, false);
	assert_int_equal(vm_console_read(buffer, 100), -EAGAIN);
	deliver(queue, "12345", 5);
	deliver(queue, "678", 3);
	assert_int_equal(vm_wait(PLATFORM_EVENT_CONSOLE, UINT64_MAX, &never),
	                 PLATFORM_EVENT_CONSOLE);
	assert_int_equal(vm_console_read(buffer, 2), 2);
	assert_int_equal(vm_console_read(buffer, 100), 3);
	assert_memory_equal(buffer, "345", 3);
	tell(1, PORT_OPEN, 0, "");
	assert_int_equal(vm_console_read(buffer, 100), 3);
	assert_int_equal(vm_console_read(buffer, 100), 0);
	assert_int_equal(vm_wait(PLATFORM_EVENT_CONSOLE, UINT64_MAX, &never),
	                 PLATFORM_EVENT_CONSOLE);
	assert_int_equal(d.count[queue], 8);
	assert_int_equal(serial_length, 0);
}

static void closed_output(void **unused)
{
	begin(true, true, true);
	assert_int_equal(vm_console_write(1, "out", 3), 3);
	tell(2, PORT_OPEN, 0, "");
	long count = 0;
	for (int i = 0; i < 10 && count >= 0; i++)
		count = vm_console_write(1, "x", 1);
	assert_int_equal(count, -EPIPE);
	assert_int_equal(vm_console_write(2, "err", 3), 3);
}

static void full_output(void **unused)
{
	static char big[10000];
	begin(true, true, true);
	vm_console_open();
	d.stuck = true;
	assert_int_equal(vm_console_write(1, big, sizeof big), sizeof big);
	assert_int_equal(vm_console_write(2, big, sizeof big), sizeof big);
	assert_int_equal(vm_console_write(1, big, sizeof big), 2 * 4096);
	assert_int_equal(d.waits, 0);
	assert_int_equal(vm_console_write(1, big, 10), 10);
	assert_true(d.waits > 0);
	vm_console_drain();
	assert_int_equal(
	        d.count[console_queue(2, true)] + d.count[console_queue(3, true)], 0);
}

static void plain(void **unused)
{
	char buffer[10];
	begin(true, false, false);
	assert_int_equal(vm_console_write(1, "out", 3), 3);
	assert_int_equal(vm_console_write(2, "err", 3), 3);
	check_output(1, "outerr");
	assert_int_equal(vm_console_read(buffer, 10), -EAGAIN);
	deliver(0, "in", 2);
	assert_int_equal(vm_console_read(buffer, 10), 2);
	for (int i = 0; i < 100; i++)
		assert_int_equal(vm_console_write(1 + i % 2, "x", 1), 1);
	vm_console_drain();
}

static void unnamed_console(void **unused)
{
	begin(true, true, false);
	assert_int_equal(vm_console_write(1, "out", 3), 3);
	check_output(console_queue(2, true), "out");
	assert_int_equal(d.opened, 4);
}

static void no_device(void **unused)
{
	char buffer[10];
	begin(false, false, false);
	assert_int_equal(vm_console_write(1, "out", 3), 3);
	assert_memory_equal(serial, "out", 3);
	assert_int_equal(vm_console_read(buffer, 10), 0);
	vm_console_drain();
}

static void names(void **unused)
{
	begin(true, true, true);
	vm_console_open();
	memset(vm_console.port, NO_PORT, 3);
	take_name(4, "samara.stdin", 12); /* too late */
	assert_int_equal(vm_console.port[0], NO_PORT);
	vm_console.kind = CONSOLE_SERIAL;
	take_name(4, "samara.std", 10);
	take_name(4, "samara.stdx", 11);
	take_name(4, "samara.", 7);
	take_name(4, "", 0);
	take_name(4, "samarb.stdin", 12);
	assert_int_equal(vm_console.port[0], NO_PORT);
	take_name(4, "samara.stdin", 12);
	take_name(5, "samara.stdout\0junk", 18);
	assert_int_equal(vm_console.port[0], 4);
	assert_int_equal(vm_console.port[1], 5);
	assert_int_equal(vm_console.port[2], NO_PORT);
}

/* Whatever it says: bounded, within its memory, and output still goes somewhere. */
static void silly_device(void **unused)
{
	static char bytes[5000];
	for (unsigned round = 0; round < 3000; round++) {
		srand(round);
		begin(true, round % 8, true);
		d.silly = true;
		for (int i = 0; i < 40; i++) {
			long count = vm_console_write(1 + rand() % 2, bytes,
			                              1 + (size_t)rand() % sizeof bytes);
			assert_true(count > 0 || count == -EPIPE);
			deliver(console_queue((unsigned)rand() % 5, false), bytes,
			        (unsigned)rand() % 100);
			count = vm_console_read(bytes, sizeof bytes);
			assert_true(count >= -EAGAIN && count <= (long)sizeof bytes);
			vm_wait(PLATFORM_EVENT_CONSOLE, 0, &never);
		}
		d.silly = false;
		vm_console_drain();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(named_ports), cmocka_unit_test(closed_output),
	        cmocka_unit_test(full_output), cmocka_unit_test(plain),
	        cmocka_unit_test(no_device),   cmocka_unit_test(unnamed_console),
	        cmocka_unit_test(names),       cmocka_unit_test(silly_device),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
