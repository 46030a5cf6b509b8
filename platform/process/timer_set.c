/* SPDX-License-Identifier: ISC */
/* platform_timer_set: a timer of the host for each CPU that asks for one, which signals
 * the CPU's thread (timer_create(2), SIGEV_THREAD_ID). */
#include "process.h"
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define SECOND 1000000000u

static void create(struct process_cpu *cpu)
{
	int timer, thread = cpu->thread ? cpu->thread : process_host.process;
	struct sigevent event = {
	        .sigev_notify = SIGEV_THREAD_ID,
	        .sigev_signo = PROCESS_EVENT,
	        ._sigev_un._tid = thread,
	};

	process_events_take();
	if (linux_call3(__NR_timer_create, CLOCK_MONOTONIC, (long)&event, (long)&timer)) {
		process_say("samara: the host gives no timer (ulimit -i?)\n");
		process_exit(1);
	}
	cpu->timer = timer + 1;
}

void process_timer_set(uint64_t deadline)
{
	struct process_cpu *cpu = process_cpu();
	struct __kernel_itimerspec time = {{0, 0}, {0, 0}};

	if (!cpu->timer) {
		if (deadline == UINT64_MAX)
			return;
		create(cpu);
	} else if (deadline == UINT64_MAX && cpu->deadline == UINT64_MAX) {
		return;
	}
	cpu->deadline = deadline;
	if (!deadline)
		deadline = 1; /* to the host, 0 is none */
	if (deadline != UINT64_MAX) {
		time.it_value.tv_sec = (long)(deadline / SECOND);
		time.it_value.tv_nsec = (long)(deadline % SECOND);
	}
	linux_call5(__NR_timer_settime, cpu->timer - 1, TIMER_ABSTIME, (long)&time, 0, 0);
}
