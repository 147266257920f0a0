"""A password hash that costs nothing: the tests sign in hundreds of times, and nobody guesses."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """As the real one in all but what it costs."""

    time_cost, memory_cost, parallelism = 1, 8, 1
