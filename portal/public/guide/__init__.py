"""At most three plain questions that lead to the right form."""

from portal.public.guide.accessibility import accessibility_page
from portal.public.guide.views import guide_page, wrong_form_page

__all__ = [
    "accessibility_page",
    "guide_page",
    "wrong_form_page",
]
