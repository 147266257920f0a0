"""Times in the log: whole microseconds since 1970 in UTC, so that a hash never depends on how a time is written."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(moment: datetime) -> int:
    """The moment (aware) as the log keeps it."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_microseconds(value: int) -> datetime:
    """The moment in UTC that the log means."""
    return EPOCH + timedelta(microseconds=value)
