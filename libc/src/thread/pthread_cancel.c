/* SPDX-License-Identifier: ISC */
/*
 * Cancellation: pthread_cancel(), pthread_testcancel() and what the cancellation points
 * do.
 *
 * A request is self->cancel becoming 1, and then SIGCANCEL, which ends a sleep. musl's
 * file finds a thread that is about to sleep by the program counter in the signal
 * handler. Here a cancellation point tells the libos where the word is: a call that
 * sleeps looks at it with its wait queue locked, before it sleeps and before it begins
 * again after a handler, and returns -EINTR where it is set. The handler has work only
 * for asynchronous cancellation.
 */
#define _GNU_SOURCE
#include "pthread_impl.h"
#include <string.h>
#include <ucontext.h>

/* The calling thread's calls that sleep look at this word; NULL: at none. */
hidden void cancel_point(volatile int *word) __asm__("samara.cancel_point");

extern weak __typeof__(sys_close) sys_close;

hidden long __syscall_cp_c(syscall_arg_t call, syscall_arg_t a, syscall_arg_t b,
                           syscall_arg_t c, syscall_arg_t d, syscall_arg_t e,
                           syscall_arg_t f);

/* With cancellation masked, the call fails instead, and the caller (a condition variable)
 * goes on from there. */
static long act(pthread_t self)
{
	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

/* A cancellation point. close() has closed when it is interrupted, so it isn't cancelled
 * then, and not at all while cancellation is masked. */
long __syscall_cp_c(syscall_arg_t call, syscall_arg_t a, syscall_arg_t b, syscall_arg_t c,
                    syscall_arg_t d, syscall_arg_t e, syscall_arg_t f)
{
	pthread_t self = __pthread_self();
	int closes = call == (syscall_arg_t)sys_close;
	long result;

	if (self->canceldisable == PTHREAD_CANCEL_DISABLE ||
	    (self->canceldisable && closes))
		return __syscall(call, a, b, c, d, e, f);
	if (self->cancel)
		return act(self);
	cancel_point(&self->cancel);
	result = __syscall(call, a, b, c, d, e, f);
	cancel_point(NULL);
	if (result == -EINTR && !closes && self->cancel &&
	    self->canceldisable != PTHREAD_CANCEL_DISABLE)
		return act(self);
	return result;
}

/* Where an asynchronously cancelled thread goes on: its stack is as it was at any
 * instruction. */
static _Noreturn __attribute__((force_align_arg_pointer)) void cancel_here(void)
{
	pthread_exit(PTHREAD_CANCELED);
}

static void cancel_handler(int signal, siginfo_t *information, void *context)
{
	pthread_t self = __pthread_self();
	ucontext_t *interrupted = context;

	a_barrier();
	if (!self->cancel || !self->cancelasync ||
	    self->canceldisable == PTHREAD_CANCEL_DISABLE)
		return;
	interrupted->uc_sigmask.__bits[0] |= 1ul << (SIGCANCEL - 1);
	interrupted->uc_mcontext.gregs[REG_RIP] = (uintptr_t)cancel_here;
}

void __testcancel(void)
{
	pthread_t self = __pthread_self();

	if (self->cancel && !self->canceldisable)
		act(self);
}

static void set_handler(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART,
	                           .sa_sigaction = cancel_handler};

	memset(&action.sa_mask, -1, _NSIG / 8);
	__libc_sigaction(SIGCANCEL, &action, NULL);
}

int pthread_cancel(pthread_t thread)
{
	static volatile int ready;

	if (!ready) {
		set_handler();
		ready = 1;
	}
	a_store(&thread->cancel, 1);
	if (thread != __pthread_self())
		return pthread_kill(thread, SIGCANCEL);
	if (thread->canceldisable == PTHREAD_CANCEL_ENABLE && thread->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	return 0;
}
