/* SPDX-License-Identifier: ISC */
/*
 * int __clone(int (*function)(void *), void *stack, int flags, void *argument, pid_t *parent_tid,
 *	       void *tls, pid_t *child_tid): clone(2) as pthread_create and posix_spawn use it.
 *
 * sys_clone(flags, stack, parent_tid, child_tid, tls) returns twice, like the system call: to the
 * parent with the child's id, and to the same place with 0 on exactly the stack that was
 * given. So the child finds function and argument there.
 */
	.text
	.globl	__clone
	.hidden	__clone
	.hidden	samara.sys_clone
	.hidden	samara.sys_exit
	.type	__clone, @function
__clone:
	andq	$-16, %rsi
	subq	$16, %rsi
	movq	%rdi, (%rsi)		/* function */
	movq	%rcx, 8(%rsi)		/* argument */
	movl	%edx, %edi		/* flags */
	movq	%r8, %rdx		/* parent_tid */
	movq	%r9, %r8		/* tls */
	movq	8(%rsp), %rcx		/* child_tid */
	subq	$8, %rsp
	call	samara.sys_clone
	testl	%eax, %eax
	jz	child
	addq	$8, %rsp
	ret
child:
	xorl	%ebp, %ebp		/* the end for backtraces */
	popq	%rax
	popq	%rdi
	call	*%rax
	movl	%eax, %edi
	call	samara.sys_exit
	hlt
	.size	__clone, . - __clone
	.section .note.GNU-stack, "", @progbits
