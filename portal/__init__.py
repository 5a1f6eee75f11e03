"""Doors and pages: no rule of law or work lives here. Importing it alone loads nothing: the supervisor stays slim."""
