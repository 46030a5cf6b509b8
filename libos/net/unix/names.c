/* SPDX-License-Identifier: ISC */
/*
 * Names of AF_UNIX sockets, and connecting by them (unix.h): files of the tree, abstract
 * ones, whose first byte is 0, and those chosen by bind(2) itself.
 */
#include "fs/create.h"
#include "mem/heap.h"
#include "net/unix/unix.h"
#include <linux/fcntl.h>

#define FAMILY_SIZE  2 /* bytes of sun_family */
#define NAMES_TABLE  64
#define AUTOMATIC    0xfffff /* five digits */
#define BACKLOG_MOST 4096    /* Linux's net.core.somaxconn */

const char unix_names;
static struct unix_socket *abstract[NAMES_TABLE];

static bool is_abstract(const struct address *address)
{
	return address->size > FAMILY_SIZE && !address->bytes[FAMILY_SIZE];
}

/* -EINVAL: no address of this family. */
static int check(const struct address *address)
{
	if (address->size < FAMILY_SIZE || address->size > FAMILY_SIZE + UNIX_PATH ||
	    address->family != FAMILY_UNIX)
		return -EINVAL;
	return 0;
}

/* ---- abstract names; with unix_lock ---- */

static struct unix_socket **list_of(const struct address *address)
{
	unsigned sum = address->size;

	for (unsigned i = FAMILY_SIZE; i < address->size; i++)
		sum = sum * 31 + (uint8_t)address->bytes[i];
	return &abstract[sum % NAMES_TABLE];
}

/* Each type has names of its own. */
static struct unix_socket *find_abstract(const struct address *address, int type)
{
	struct unix_socket *socket = *list_of(address);

	while (socket &&
	       (socket->socket.type != type ||
	        socket->name->address.size != address->size ||
	        memcmp(socket->name->address.bytes, address->bytes, address->size) != 0))
		socket = socket->next_bound;
	return socket;
}

void unix_unbind(struct unix_socket *socket)
{
	struct inode *inode = socket->inode;

	lock_acquire(&unix_lock);
	if (inode) {
		inode->bound = NULL;
	} else if (socket->name && is_abstract(&socket->name->address)) {
		struct unix_socket **at = list_of(&socket->name->address);
		while (*at && *at != socket) /* one that was accepted isn't in it */
			at = &(*at)->next_bound;
		if (*at)
			*at = socket->next_bound;
	}
	socket->inode = NULL;
	lock_release(&unix_lock);
	if (inode)
		inode_put(inode);
}

/* ---- bind ---- */

static struct unix_name *make_name(const struct address *address)
{
	struct unix_name *name = heap_allocate(sizeof *name);

	if (name)
		*name = (struct unix_name){1, *address};
	return name;
}

/* 0, -EADDRINUSE, -EINVAL (it has a name). */
static int bind_abstract(struct unix_socket *socket, struct unix_name *name)
{
	int result = 0;

	lock_acquire(&unix_lock);
	if (socket->name)
		result = -EINVAL;
	else if (find_abstract(&name->address, socket->socket.type))
		result = -EADDRINUSE;
	if (!result) {
		struct unix_socket **list = list_of(&name->address);
		socket->next_bound = *list;
		*list = socket;
		socket->name = name;
	}
	lock_release(&unix_lock);
	return result;
}

/* A name that nobody has: five hexadecimal digits. */
static int bind_automatically(struct unix_socket *socket, struct unix_name *name)
{
	static unsigned next;
	int result = -EADDRINUSE;

	for (unsigned tries = 0; result == -EADDRINUSE && tries < AUTOMATIC; tries++) {
		unsigned number = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
		char *digits = name->address.bytes + FAMILY_SIZE;
		for (int i = 5; i; i--, number >>= 4)
			digits[i] = "0123456789abcdef"[number & 15];
		digits[0] = 0;
		name->address.size = FAMILY_SIZE + 6;
		result = bind_abstract(socket, name);
	}
	return result;
}

/* The path, terminated, from the address. */
static void take_path(const struct address *address, char path[UNIX_PATH + 1])
{
	unsigned length = address->size - FAMILY_SIZE;

	memcpy(path, address->bytes + FAMILY_SIZE, length);
	path[length] = 0;
}

static int bind_path(struct unix_socket *socket, struct unix_name *name)
{
	struct creation what = {.mode = MODE_SOCKET | 0777};
	char path[UNIX_PATH + 1];
	struct entry *made;
	int result;

	take_path(&name->address, path);
	if (socket->name)
		return -EINVAL;
	result = path_create_own(AT_FDCWD, path, &what, &made);
	if (result)
		return result == -EEXIST ? -EADDRINUSE : result;
	/* getsockname(2) counts the NUL behind it */
	name->address.size = FAMILY_SIZE + (unsigned)strlen(path) + 1;
	lock_acquire(&unix_lock);
	socket->inode = inode_get(made->inode);
	socket->inode->bound = socket;
	socket->name = name;
	lock_release(&unix_lock);
	entry_put(made);
	return 0;
}

int unix_bind(struct socket *base, const struct address *address)
{
	struct unix_socket *socket = (struct unix_socket *)base;
	struct unix_name *name;
	int result = check(address);

	if (result)
		return result;
	name = make_name(address);
	if (!name)
		return -ENOMEM;
	if (address->size == FAMILY_SIZE)
		result = socket->name ? 0 : bind_automatically(socket, name);
	else if (is_abstract(address))
		result = bind_abstract(socket, name);
	else
		result = bind_path(socket, name);
	if (socket->name != name)
		unix_name_put(name);
	return result;
}

/* ---- finding ---- */

static struct unix_socket *hold(struct unix_socket *socket)
{
	if (socket)
		__atomic_fetch_add(&socket->references, 1, __ATOMIC_RELAXED);
	return socket;
}

static int find_path(const struct address *address, struct unix_socket **found)
{
	char path[UNIX_PATH + 1];
	struct lookup at;
	int result;

	take_path(address, path);
	result = lookup_own(&at, AT_FDCWD, path, LOOKUP_FOLLOW);
	if (result)
		return result;
	result = inode_permit(at.entry->inode, MAY_WRITE);
	if (!result && !is_kind(at.entry->inode, MODE_SOCKET))
		result = -ECONNREFUSED;
	if (!result) {
		lock_acquire(&unix_lock);
		*found = hold(at.entry->inode->bound);
		lock_release(&unix_lock);
	}
	lookup_end(&at);
	return result;
}

int unix_find(const struct address *address, int type, struct unix_socket **found)
{
	int result = check(address);

	*found = NULL;
	if (result)
		return result;
	if (is_abstract(address)) {
		lock_acquire(&unix_lock);
		*found = hold(find_abstract(address, type));
		lock_release(&unix_lock);
	} else if (address->size > FAMILY_SIZE) {
		result = find_path(address, found);
	} else {
		result = -EINVAL;
	}
	if (result)
		return result;
	if (!*found)
		return -ECONNREFUSED;
	if ((*found)->socket.type == type)
		return 0;
	unix_put(*found);
	return -EPROTOTYPE;
}

/* ---- connect ---- */

static int connect_datagram(struct unix_socket *socket, const struct address *address)
{
	struct unix_socket *to = NULL, *before;
	bool dissolves = address->size >= FAMILY_SIZE && !address->family;
	int result = dissolves ? 0 : unix_find(address, SOCKET_DATAGRAM, &to);

	if (result)
		return result;
	lock_acquire(&unix_lock);
	if (to && to->peer && to->peer != socket)
		result = -EPERM; /* it takes those of one sender only */
	if (!result) {
		before = unix_clear_peer(socket);
		socket->connected = to;
		if (to)
			unix_set_peer(socket, to);
	}
	lock_release(&unix_lock);
	if (!result && before)
		unix_put(before);
	if (to)
		unix_put(to);
	return result;
}

static bool has_place(void *argument)
{
	const struct unix_socket *listener = argument;

	lock_acquire(&unix_lock);
	bool yes = listener->closed || listener->shut_read ||
	           (int)listener->pending <= listener->backlog;
	lock_release(&unix_lock);
	return yes;
}

/* With the lock. 1: there is no place in the queue. */
static int check_listener(const struct unix_socket *socket,
                          const struct unix_socket *listener)
{
	if (socket->connected)
		return -EISCONN;
	if (socket->socket.listens)
		return -EINVAL;
	if (listener->closed || !listener->socket.listens || listener->shut_read)
		return -ECONNREFUSED;
	return (int)listener->pending > listener->backlog;
}

/* With the lock: `accepted` is the other end, and waits to be accepted. */
static void join(struct unix_socket *socket, struct unix_socket *listener,
                 struct unix_socket *accepted)
{
	struct unix_name *name = listener->name;

	if (name)
		__atomic_fetch_add(&name->references, 1, __ATOMIC_RELAXED);
	accepted->name = name;
	accepted->credentials = listener->peer_credentials; /* of listen(2) */
	socket->credentials = unix_credentials_now();
	unix_connect_pair(socket, accepted);
	accepted->socket.passes_credentials = listener->socket.passes_credentials;
	if (!listener->pending_first)
		listener->pending_last = &listener->pending_first;
	*listener->pending_last = accepted;
	listener->pending_last = &accepted->pending_next;
	listener->pending++;
	watch_tell(&listener->watches, POLLIN);
}

static int connect_to(struct unix_socket *socket, struct unix_socket *listener,
                      struct unix_socket *accepted)
{
	struct socket *base = &socket->socket;
	uint64_t deadline = socket_deadline(base->send_timeout);
	int result;

	for (;;) {
		lock_acquire(&unix_lock);
		result = check_listener(socket, listener);
		if (!result)
			join(socket, listener, accepted);
		lock_release(&unix_lock);
		if (result <= 0)
			return result;
		if (!socket_waits(base, 0))
			return -EAGAIN;
		result = unix_wait(&listener->watches, POLLOUT, has_place, listener,
		                   deadline, base->send_timeout);
		if (result)
			return result;
	}
}

static int connect_stream(struct unix_socket *socket, const struct address *address)
{
	struct unix_socket *listener, *accepted;
	int result = unix_find(address, socket->socket.type, &listener);

	if (result)
		return result;
	accepted = unix_new(socket->socket.type);
	result = accepted ? connect_to(socket, listener, accepted) : -ENOMEM;
	if (result && accepted)
		unix_put(accepted);
	unix_put(listener);
	return result;
}

int unix_connect(struct socket *base, const struct address *address)
{
	struct unix_socket *socket = (struct unix_socket *)base;

	if (base->type == SOCKET_DATAGRAM)
		return connect_datagram(socket, address);
	return connect_stream(socket, address);
}

/* ---- listen, accept ---- */

int unix_listen(struct socket *base, int backlog)
{
	struct unix_socket *socket = (struct unix_socket *)base;

	if (base->type == SOCKET_DATAGRAM)
		return -EOPNOTSUPP;
	lock_acquire(&unix_lock);
	int result = !socket->name || socket->connected ? -EINVAL : 0;
	if (!result) {
		socket->backlog =
		        (unsigned)backlog > BACKLOG_MOST ? BACKLOG_MOST : backlog;
		base->listens = true;
		socket->peer_credentials = unix_credentials_now();
		watch_tell(&socket->watches, POLLOUT);
	}
	lock_release(&unix_lock);
	return result;
}

static bool has_pending(void *argument)
{
	const struct unix_socket *listener = argument;

	lock_acquire(&unix_lock);
	bool yes = listener->pending_first || listener->shut_read;
	lock_release(&unix_lock);
	return yes;
}

/* With the lock: the first one that waits. */
static struct unix_socket *take_pending(struct unix_socket *listener)
{
	struct unix_socket *accepted = listener->pending_first;

	if (!accepted)
		return NULL;
	listener->pending_first = accepted->pending_next;
	listener->pending--;
	watch_tell(&listener->watches, POLLOUT);
	return accepted;
}

int unix_accept(struct socket *base, struct socket **accepted)
{
	struct unix_socket *listener = (struct unix_socket *)base, *taken;
	uint64_t deadline = socket_deadline(base->receive_timeout);
	int result = 0;

	if (base->type == SOCKET_DATAGRAM)
		return -EOPNOTSUPP;
	if (!base->listens)
		return -EINVAL;
	for (;;) {
		lock_acquire(&unix_lock);
		taken = take_pending(listener);
		bool shut = listener->shut_read;
		lock_release(&unix_lock);
		if (taken || shut)
			break;
		result = socket_waits(base, 0)
		                 ? unix_wait(&listener->watches, POLLIN, has_pending,
		                             listener, deadline, base->receive_timeout)
		                 : -EAGAIN;
		if (result)
			return result;
	}
	if (!taken)
		return -EINVAL;
	*accepted = &taken->socket;
	return 0;
}
