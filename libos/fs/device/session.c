/* SPDX-License-Identifier: ISC */
/*
 * The controlling terminal (session.h).
 */
#include "session.h"
#include "fs/console.h"
#include "fs/device/device.h"
#include "identity/process.h"
#include "pty.h"
#include "signal/signal.h"

static struct lock session_lock;
static struct pty *terminal; /* holds a reference to its entry */
static bool console_given_up;

static bool console_is_terminal(void)
{
	return stream_terminal(0) || stream_terminal(1) || stream_terminal(2);
}

static bool has(const struct pty *pty)
{
	return pty ? terminal == pty
	           : !terminal && !console_given_up && console_is_terminal();
}

bool session_has(const struct pty *pty)
{
	lock_acquire(&session_lock);
	bool result = has(pty);
	lock_release(&session_lock);
	return result;
}

struct pty *session_pty(void)
{
	lock_acquire(&session_lock);
	struct pty *pty = terminal;
	if (pty)
		entry_get(&pty->entry);
	lock_release(&session_lock);
	return pty;
}

uint64_t session_device(void)
{
	struct pty *pty = session_pty();
	uint64_t device = pty ? pty->inode.attributes.device : DEVICE_CONSOLE;

	if (pty)
		entry_put(&pty->entry);
	return pty || session_has(NULL) ? device : 0;
}

/* 0, or -EPERM: it has another one. */
static int take(struct pty *pty)
{
	int result = 0;

	lock_acquire(&session_lock);
	bool had = has(pty);
	if (!had && (terminal || has(NULL)))
		result = -EPERM;
	else if (!had && !pty)
		console_given_up = !console_is_terminal();
	else if (!had)
		terminal = (struct pty *)entry_get(&pty->entry)->inode;
	lock_release(&session_lock);
	return result;
}

void session_offer(struct pty *pty)
{
	take(pty);
}

/* False: it wasn't the session's. */
static bool give_up(struct pty *pty)
{
	lock_acquire(&session_lock);
	bool had = has(pty);
	if (had) {
		terminal = NULL;
		console_given_up = true;
	}
	lock_release(&session_lock);
	if (had && pty)
		entry_put(&pty->entry);
	return had;
}

static void hang_up(void)
{
	signal_raise_process(SIGHUP);
	signal_raise_process(SIGCONT);
}

void session_end(struct pty *pty)
{
	if (give_up(pty))
		hang_up();
}

static long set_group(const void *argument)
{
	int group;

	if (copy_in(&group, argument, sizeof group))
		return -EFAULT;
	if (group < 0)
		return -EINVAL;
	return group == PROCESS ? 0 : -ESRCH;
}

long session_control(struct pty *pty, bool master, unsigned long request, void *argument)
{
	int process = PROCESS;

	switch (request) {
	case TIOCSCTTY:
		return master ? -EIO : take(pty);
	case TIOCNOTTY:
		if (master || !give_up(pty))
			return -ENOTTY;
		hang_up();
		return 0;
	case TIOCSPGRP:
		return session_has(pty) ? set_group(argument) : -ENOTTY;
	case TIOCGPGRP:
	case TIOCGSID:
		if (!session_has(pty)) {
			if (!master || request == TIOCGSID)
				return -ENOTTY;
			process = 0;
		}
		return copy_out(argument, &process, sizeof process);
	}
	return -NO_SESSION_REQUEST;
}
