"""The law as data, each fact with its citation. Pure Python: no Django, no database, no clock of its own.

Read in this order; imports only point up the list.

    citations         where the law says it
    words             text that pages may translate
    holidays          the judicial calendar, and the days that are both federal and California holidays
    spans             counting days, business days, months and years; the date in California
    clocks            a clock, the deadline it gives, and the explanation a person can read
    shine_the_light/  Cal. Civ. Code § 1798.83: categories, exclusions, addresses, choice, outcomes, clocks

This is how the desk reads the law; it is not legal advice.
"""
