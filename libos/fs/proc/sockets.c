/* SPDX-License-Identifier: ISC */
/*
 * /proc/PID/net/unix: the local sockets, where a program has any.
 */
#include "fs/proc/proc.h"

/* net/: a line for each. */
void unix_list(struct text *to) WEAK;

int proc_sockets(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "Num       RefCount Protocol Flags    Type St Inode Path\n");
	if (unix_list)
		unix_list(to);
	return 0;
}
