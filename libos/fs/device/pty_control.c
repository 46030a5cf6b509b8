/* SPDX-License-Identifier: ISC */
/*
 * Terminal requests to a pseudo terminal (ioctl_tty(2)) that both ends know: settings and
 * size are the slave's. Nothing is taken or given with the pty's lock held.
 */
#include "fs/device/session.h"
#include "pty.h"
#include "signal/signal.h"
#include <linux/tty.h>

static void settings_get(struct pty *pty, struct termios *to)
{
	lock_acquire(&pty->lock);
	*to = pty->settings;
	lock_release(&pty->lock);
}

/* ^S and ^Q stop and start the output, as a master in packet mode wants to know. */
static bool usual_flow(const struct termios *settings)
{
	return (settings->c_iflag & IXON) && settings->c_cc[VSTOP] == ('S' & 31) &&
	       settings->c_cc[VSTART] == ('Q' & 31);
}

static void settings_set(struct pty *pty, const struct termios *from, bool discard)
{
	const tcflag_t no_line = CSIZE | PARENB; /* bytes have 8 bits here */

	lock_acquire(&pty->lock);
	bool before = usual_flow(&pty->settings), now = usual_flow(from);
	pty->settings = *from;
	pty->settings.c_cflag = (from->c_cflag & ~no_line) | CS8 | CREAD;
	if (before != now)
		pty_packet(pty, TIOCPKT_DOSTOP | TIOCPKT_NOSTOP,
		           now ? TIOCPKT_DOSTOP : TIOCPKT_NOSTOP);
	if (!(from->c_iflag & IXON))
		pty_stop(pty, false);
	terminal_changed(&pty->terminal, discard);
	watch_tell(&pty->slave_watches, POLLIN | POLLRDNORM);
	lock_release(&pty->lock);
}

static void size_set(struct pty *pty, const struct winsize *size)
{
	lock_acquire(&pty->lock);
	bool same = !memcmp(&pty->size, size, sizeof *size);
	pty->size = *size;
	if (!same)
		pty_signal(pty, SIGWINCH);
	lock_release(&pty->lock);
}

static long settings(struct pty *pty, unsigned long request, void *argument)
{
	struct termios copy;

	if (request == TCGETS) {
		settings_get(pty, &copy);
		return copy_out(argument, &copy, sizeof copy);
	}
	if (copy_in(&copy, argument, sizeof copy))
		return -EFAULT;
	settings_set(pty, &copy, request == TCSETSF);
	return 0;
}

static long size(struct pty *pty, unsigned long request, void *argument)
{
	struct winsize copy;

	if (request == TIOCGWINSZ) {
		lock_acquire(&pty->lock);
		copy = pty->size;
		lock_release(&pty->lock);
		return copy_out(argument, &copy, sizeof copy);
	}
	if (copy_in(&copy, argument, sizeof copy))
		return -EFAULT;
	size_set(pty, &copy);
	return 0;
}

/* tcflush(3): each end's input is the other's output. */
static long flush(struct pty *pty, bool master, unsigned long which)
{
	bool in = which != TCOFLUSH, out = which != TCIFLUSH;

	if (which > TCIOFLUSH)
		return -EINVAL;
	lock_acquire(&pty->lock);
	pty_discard(pty, master ? out : in, master ? in : out);
	lock_release(&pty->lock);
	return 0;
}

/* tcflow(3) */
static long flow(struct pty *pty, bool master, unsigned long action)
{
	if (action > TCION)
		return -EINVAL;
	if (master)
		return 0;
	lock_acquire(&pty->lock);
	if (action == TCOOFF || action == TCOON) {
		pty_stop(pty, action == TCOOFF);
	} else {
		cc_t byte = pty->settings.c_cc[action == TCIOFF ? VSTOP : VSTART];
		pty_put_raw(pty, (char *)&byte, byte != 0);
		watch_tell(&pty->master_watches, POLLIN | POLLRDNORM);
	}
	lock_release(&pty->lock);
	return 0;
}

static long count(struct pty *pty, bool master, int *to)
{
	lock_acquire(&pty->lock);
	int bytes = (int)(master ? pty_waiting(pty) : terminal_available(&pty->terminal));
	lock_release(&pty->lock);
	return copy_out(to, &bytes, sizeof bytes);
}

/* TIOCSTI: as if it were typed. */
static long type(struct pty *pty, const void *argument)
{
	unsigned char byte;

	if (copy_in(&byte, argument, 1))
		return -EFAULT;
	lock_acquire(&pty->lock);
	terminal_receive(&pty->terminal, byte);
	watch_tell(&pty->slave_watches, POLLIN | POLLRDNORM);
	lock_release(&pty->lock);
	return 0;
}

static long discipline(int *argument, bool set)
{
	int number = N_TTY;

	if (!set)
		return copy_out(argument, &number, sizeof number);
	if (copy_in(&number, argument, sizeof number))
		return -EFAULT;
	return number == N_TTY ? 0 : -EINVAL;
}

long pty_control(struct file *file, bool master, unsigned long request, void *argument)
{
	struct pty *pty = pty_of(file);
	int nothing = 0;

	switch (request) {
	case TCGETS:
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return settings(pty, request, argument);
	case TIOCGWINSZ:
	case TIOCSWINSZ:
		return size(pty, request, argument);
	case TCFLSH:
		return flush(pty, master, (uintptr_t)argument);
	case TCXONC:
		return flow(pty, master, (uintptr_t)argument);
	case FIONREAD:
		return count(pty, master, argument);
	case TIOCOUTQ: /* what was written has arrived */
		return copy_out(argument, &nothing, sizeof nothing);
	case TCSBRK:
	case TCSBRKP:
	case TIOCEXCL: /* doesn't hold for root */
	case TIOCNXCL:
		return 0;
	case TIOCSTI:
		return type(pty, argument);
	case TIOCGETD:
	case TIOCSETD:
		return discipline(argument, request == TIOCSETD);
	}
	long result = session_control(pty, master, request, argument);
	return result == -NO_SESSION_REQUEST ? -ENOTTY : result;
}
