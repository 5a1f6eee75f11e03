"""The page that stops mail, and the one-click link."""

from portal.public.unsubscribe.views import one_click_page, unsubscribe_page

__all__ = [
    "one_click_page",
    "unsubscribe_page",
]
