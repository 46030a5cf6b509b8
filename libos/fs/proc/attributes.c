/* SPDX-License-Identifier: ISC */
/*
 * Small files of /proc/PID: names, limits, and numbers that are kept and told again.
 */
#include "fs/proc/proc.h"
#include "identity/limit.h"
#include "identity/timer_slack.h"

/* ---- names ---- */

int proc_comm(struct text *to, const struct synthetic_node *of)
{
	char name[THREAD_NAME];

	lock_acquire(&threads_lock);
	const struct thread *thread = thread_find((int)of->number[0]);
	if (thread)
		memcpy(name, thread->name, sizeof name);
	lock_release(&threads_lock);
	if (!thread)
		return -ESRCH;
	text_put(to, "%s\n", name);
	return 0;
}

int proc_comm_set(const struct synthetic_node *of, char *text, size_t length)
{
	char name[THREAD_NAME] = "";

	memcpy(name, text, length < THREAD_NAME - 1 ? length : THREAD_NAME - 1);
	lock_acquire(&threads_lock);
	struct thread *thread = thread_find((int)of->number[0]);
	if (thread)
		memcpy(thread->name, name, sizeof name);
	lock_release(&threads_lock);
	return thread ? 0 : -ESRCH;
}

/* ---- limits ---- */

static const struct {
	char name[22];
	uint8_t resource;
	char unit[10];
} limits[] = {
        {"Max cpu time", RLIMIT_CPU, "seconds"},
        {"Max file size", RLIMIT_FSIZE, "bytes"},
        {"Max data size", RLIMIT_DATA, "bytes"},
        {"Max stack size", RLIMIT_STACK, "bytes"},
        {"Max core file size", RLIMIT_CORE, "bytes"},
        {"Max resident set", RLIMIT_RSS, "bytes"},
        {"Max processes", RLIMIT_NPROC, "processes"},
        {"Max open files", RLIMIT_NOFILE, "files"},
        {"Max locked memory", RLIMIT_MEMLOCK, "bytes"},
        {"Max address space", RLIMIT_AS, "bytes"},
        {"Max file locks", RLIMIT_LOCKS, "locks"},
        {"Max pending signals", RLIMIT_SIGPENDING, "signals"},
        {"Max msgqueue size", RLIMIT_MSGQUEUE, "bytes"},
        {"Max nice priority", RLIMIT_NICE, ""},
        {"Max realtime priority", RLIMIT_RTPRIO, ""},
        {"Max realtime timeout", RLIMIT_RTTIME, "us"},
};

/* Columns of 25, 20, 20 and 10 characters, a space behind each. */
static void put_column(struct text *to, const char *word, unsigned width)
{
	size_t from = to->length;

	text_put(to, "%s", word);
	text_pad(to, from, width);
	text_add(to, " ", 1);
}

static void put_limit(struct text *to, uint64_t limit)
{
	char digits[24] = "unlimited";

	if (limit != LIMIT_NONE)
		format(digits, sizeof digits, "%lu", limit);
	put_column(to, digits, 20);
}

int proc_limits(struct text *to, const struct synthetic_node *of)
{
	put_column(to, "Limit", 25);
	put_column(to, "Soft Limit", 20);
	put_column(to, "Hard Limit", 20);
	put_column(to, "Units", 9);
	text_put(to, "\n");
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		unsigned resource = limits[i].resource;
		put_column(to, limits[i].name, 25);
		put_limit(to, limit_get(resource));
		put_limit(to, limit_now_hard ? limit_now_hard(resource)
		                             : LIMIT_HARD(resource));
		if (*limits[i].unit)
			put_column(to, limits[i].unit, 9);
		text_put(to, "\n");
	}
	return 0;
}

/* ---- numbers ---- */

static int oom_adjust;
static unsigned long core_filter = 0x33; /* Linux's default */

/* A whole number in decimal, or behind 0x; false: it isn't that. */
static bool parse(const char *text, long *value)
{
	bool negative = *text == '-';
	unsigned base = 10;
	uint64_t sum = 0;

	text += negative;
	if (text[0] == '0' && text[1] == 'x') {
		base = 16;
		text += 2;
	}
	if (!*text)
		return false;
	for (; *text; text++) {
		unsigned digit = (unsigned)(*text - '0');
		if (base == 16 && digit > 9)
			digit = (unsigned)((*text | 32) - 'a') + 10;
		if (digit >= base || sum > INT64_MAX / 16)
			return false;
		sum = sum * base + digit;
	}
	*value = negative ? -(long)sum : (long)sum;
	return true;
}

int proc_oom_adjust(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%ld\n", (long)oom_adjust);
	return 0;
}

int proc_oom_adjust_set(const struct synthetic_node *of, char *text, size_t length)
{
	long value;

	if (!parse(text, &value) || value < -1000 || value > 1000)
		return -EINVAL;
	oom_adjust = (int)value;
	return 0;
}

int proc_timer_slack(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%lu\n", timer_slack);
	return 0;
}

int proc_timer_slack_set(const struct synthetic_node *of, char *text, size_t length)
{
	long value;

	if (!parse(text, &value) || value < 0)
		return -EINVAL;
	timer_slack = value ? (unsigned long)value : TIMER_SLACK;
	return 0;
}

int proc_core_filter(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%08lx\n", core_filter);
	return 0;
}

int proc_core_filter_set(const struct synthetic_node *of, char *text, size_t length)
{
	long value;

	if (!parse(text, &value) || value < 0)
		return -EINVAL;
	core_filter = (unsigned long)value & 0x1ff;
	return 0;
}
