/* SPDX-License-Identifier: ISC */
/*
 * The session and its controlling terminal (credentials(7), ioctl_tty(2)): there is one
 * session, whose leader is the process, and one process group, which is in the
 * foreground. Its terminal is the console, where that is one, until the process gives it
 * up; then it may be a pty.
 * Lock: session_lock, which may be taken under a pty's.
 */
#ifndef LIBOS_FS_DEVICE_SESSION_H
#define LIBOS_FS_DEVICE_SESSION_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct pty;

/* Is it the session's terminal? NULL: the console. */
bool session_has(const struct pty *pty);
/* A terminal is opened without O_NOCTTY: it becomes the session's, if that has none. */
void session_offer(struct pty *pty);
/* The pty that is the session's, with a reference to its entry; NULL: none is. */
struct pty *session_pty(void);
/* Its device number, as stat(2) has it; 0: it has no terminal. */
uint64_t session_device(void);
/* The session's terminal has hung up. */
void session_end(struct pty *pty);

/* TIOCSCTTY, TIOCNOTTY, TIOCGPGRP, TIOCSPGRP and TIOCGSID of a terminal (NULL: the
 * console); -ENOIOCTLCMD: another request. `master`: asked through that end. */
#define NO_SESSION_REQUEST 515
long session_control(struct pty *pty, bool master, unsigned long request,
                     void *argument) WEAK;

#pragma GCC visibility pop
#endif
