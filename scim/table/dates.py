"""dateTime values: RFC 7643 section 2.3.5."""

from datetime import UTC, datetime


def parse_date_time(text: str) -> datetime | None:
    """Read an xsd:dateTime; without an offset it is UTC. None if it is not one."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def format_date_time(moment: datetime) -> str:
    """Write a time as SCIM documents do: UTC, in milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
