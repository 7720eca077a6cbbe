"""Viet Nam's clock: UTC+7 all year, no daylight saving time."""

from datetime import datetime, timedelta, timezone

VN = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def to_vietnam(instant: datetime) -> datetime:
    """The same instant on a Vietnamese clock; `instant` must be aware."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    return instant.astimezone(VN)
