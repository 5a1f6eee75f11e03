"""Doors and pages: no rule of law or work lives here."""

from portal.celery import app as celery

__all__ = ["celery"]
