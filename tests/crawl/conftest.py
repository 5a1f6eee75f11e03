"""As the desk: browsers by role."""

from tests.portal.staff.conftest import browse

__all__ = ["browse"]
