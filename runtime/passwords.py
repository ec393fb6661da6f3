"""How passwords are hashed, whoever sets them."""

from argon2 import PasswordHasher

MEMORY_KIB = 19 * 1024


def password_hasher(memory_kib: int = MEMORY_KIB) -> PasswordHasher:
    """argon2id: two passes over this much memory, in one thread."""
    return PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)
