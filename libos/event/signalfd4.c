/* SPDX-License-Identifier: ISC */
/*
 * signalfd(2): the calling thread's signals of a set, read as records. Who reads takes
 * those sent to him and to the process; they are blocked, or their handlers had them
 * first. Whatever is sent tells one list, that of all these files.
 * Lock: signal_lock, also over the list.
 */
#include "event/anonymous.h"
#include "event/information.h"
#include "event/watch.h"
#include "mem/heap.h"
#include "signal/action.h"
#include "signal/queue.h"
#include "syscalls.h"
#include <linux/fs.h>

#define SFD_CLOEXEC  O_CLOEXEC
#define SFD_NONBLOCK O_NONBLOCK

/* struct signalfd_siginfo of the Linux ABI. */
struct record {
	uint32_t signal;
	int32_t error, code;
	uint32_t process, user;
	int32_t file;
	uint32_t timer, band, overrun, trap;
	int32_t status, number;
	uint64_t pointer, user_time, system_time, address;
	uint16_t address_bits, padding;
	int32_t call;
	uint64_t call_address;
	uint32_t architecture;
	uint8_t rest[28];
};
_Static_assert(sizeof(struct record) == 128, "as Linux has it");

struct signalfd {
	struct file file; /* first */
	uint64_t set;     /* atomic */
};

static struct watch_list watches;

void signal_watchers_tell(void)
{
	watch_tell(&watches, POLLIN);
}

static struct record record_of(const struct signal_information *information)
{
	struct record record = {.signal = (uint32_t)information->signal,
	                        .error = information->error,
	                        .code = information->code};

	if (information->code == SI_TIMER) {
		record.timer = (uint32_t)information->timer.id;
		record.overrun = (uint32_t)information->timer.overrun;
		record.pointer = information->timer.value;
		record.number = (int32_t)information->timer.value;
	} else {
		record.process = (uint32_t)information->sender.process;
		record.user = information->sender.user;
	}
	if (information->code < 0 && information->code != SI_TIMER) {
		record.pointer = information->sender.value;
		record.number = (int32_t)information->sender.value;
	}
	return record;
}

/* Of the set, for this thread. */
static bool waits(void *argument)
{
	const struct signalfd *signalfd = argument;

	return (signal_pending(&thread_this()->signals.queue) |
	        signal_pending(&signal_process)) &
	       __atomic_load_n(&signalfd->set, __ATOMIC_SEQ_CST);
}

static bool take(const struct signalfd *signalfd, struct signal_information *information)
{
	lock_acquire(&signal_lock);
	int signal = signal_take(thread_this(), signalfd->set, ~0ull, information);
	lock_release(&signal_lock);
	return signal;
}

/* The next one's record. 0, -EAGAIN, -RESTART_SYS, -EINTR. */
static int next(struct signalfd *signalfd, struct record *record, bool nonblocking)
{
	struct signal_information information;

	while (!take(signalfd, &information)) {
		int result = nonblocking ? -EAGAIN
		                         : watch_wait(&watches, POLLIN, waits, signalfd,
		                                      UINT64_MAX);
		if (result)
			return result;
	}
	*record = record_of(&information);
	return 0;
}

static long read(struct file *file, struct transfer *transfer)
{
	bool nonblocking = file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT;
	long done = 0;
	int result = transfer->left < sizeof(struct record) ? -EINVAL : 0;

	while (!result && transfer->left >= sizeof(struct record)) {
		struct record record;
		result = next((struct signalfd *)file, &record, nonblocking || done);
		if (!result &&
		    transfer_out(transfer, &record, sizeof record) != (long)sizeof record)
			result = -EFAULT;
		done += result ? 0 : (long)sizeof record;
	}
	return done ? done : result;
}

static unsigned poll(struct file *file)
{
	return waits(file) ? POLLIN : 0;
}

static void release(struct file *file)
{
	heap_free(file, sizeof(struct signalfd));
}

static size_t information(struct file *file, char *to, size_t size)
{
	struct lines lines = {to, size, 0};

	lines_text(&lines, "sigmask:\t");
	lines_number(&lines, ((struct signalfd *)file)->set, 16, 16, '0');
	lines_text(&lines, "\n");
	return lines.length;
}

static const struct file_operations operations = {
        .read = read,
        .poll = poll,
        .status = anonymous_status,
        .release = release,
        .information = information,
        .name = "anon_inode:[signalfd]",
};

static long make(uint64_t set, unsigned flags)
{
	struct signalfd *signalfd = anonymous_make(sizeof *signalfd, &operations,
	                                           O_RDWR | (flags & O_NONBLOCK));

	if (!signalfd)
		return -ENOMEM;
	signalfd->set = set;
	signalfd->file.watches = &watches;
	return file_install(&signalfd->file, flags & SFD_CLOEXEC);
}

static long change(int number, uint64_t set)
{
	struct file *file = file_get(number);
	long result = file ? -EINVAL : -EBADF;

	if (file && file->operations == &operations) {
		__atomic_store_n(&((struct signalfd *)file)->set, set, __ATOMIC_SEQ_CST);
		signal_watchers_tell();
		result = number;
	}
	if (file)
		file_put(file);
	return result;
}

struct call {
	int number;
	unsigned flags;
	uint64_t set;
};

static long act(void *argument)
{
	const struct call *call = argument;

	return call->number == -1 ? make(call->set, call->flags)
	                          : change(call->number, call->set);
}

/* full */
long sys_signalfd4(int number, const uint64_t *set, size_t size, int flags)
{
	struct call call = {number, (unsigned)flags, 0};

	if (size != sizeof call.set)
		return -EINVAL;
	if (copy_in(&call.set, set, sizeof call.set))
		return -EFAULT;
	if (flags & ~(SFD_CLOEXEC | SFD_NONBLOCK))
		return -EINVAL;
	call.set &= ~SIGNALS_UNSTOPPABLE;
	return call_blocking(act, &call);
}

/* full */
long sys_signalfd(int number, const uint64_t *set, size_t size)
{
	return sys_signalfd4(number, set, size, 0);
}
