"""The law as data with its citations, in pure Python: calendars, spans, clocks, and one module a statute."""
