"""Passwords: hashed slowly, few at a time, and as slowly where there is none."""

import asyncio

from argon2.exceptions import InvalidHashError, VerificationError

from runtime.passwords import MEMORY_KIB, password_hasher

AT_ONCE = 2


class Passwords:
    """argon2id in threads. At most `AT_ONCE` run together: memory is what an attacker would use up.

    Checking a password that does not exist takes as long as checking one that does.
    """

    def __init__(self, *, memory_kib: int = MEMORY_KIB) -> None:
        self._hasher = password_hasher(memory_kib)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        """What is stored instead of the password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, stored: str | None, password: str) -> bool:
        """Whether it is the password that was stored; never where none was."""
        async with self._turns:
            fits = await asyncio.to_thread(self._fits, stored or self._nobodys, password)
        return fits and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether it was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
