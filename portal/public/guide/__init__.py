"""At most three plain questions that lead to the right form."""

from portal.public.guide.views import guide_page, wrong_form_page

__all__ = [
    "guide_page",
    "wrong_form_page",
]
