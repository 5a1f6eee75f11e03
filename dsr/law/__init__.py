"""The law as data with its citations, in pure Python: calendars, spans, clocks, one module a statute, its numbers."""
