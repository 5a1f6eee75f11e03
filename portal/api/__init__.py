"""The door for other programs: JSON, a key in the header, no cookie, no address of a person in any URL."""

from portal.api.calls import refuse

__all__ = ["refuse"]
