/* SPDX-License-Identifier: ISC */
/*
 * Protection: mappings can't be executed.
 *
 * status: 139
 * stderr: ^samara: .*execut.* at
 */
#include "protect.h"
#include <sys/mman.h>

int main(void)
{
	attempt("executing mapping");
	static const unsigned char code[] = {RETURN_7};
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                -1, 0);
	call(memcpy(at, code, sizeof code));
	return survived();
}
