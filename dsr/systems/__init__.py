"""The places that hold personal information, and the ways to act there: sql and person."""
