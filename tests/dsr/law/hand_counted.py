"""Deadlines counted by hand with a paper calendar, one a row: the instant of receipt, the two dates, and how.

A day number past the end of a month carries over: 10 March + 30 = "40 March" = 9 April, March having 31 days.
"""

# § 1798.83(b)(1), 30 days: received at, due_safe, due_latest.
THIRTY_DAYS = (
    # 10 + 30 = 40, less March's 31: Thursday 9 April, a court day.
    ("2026-03-10T09:00-07:00", "2026-04-09", "2026-04-09"),
    # 14 + 30 = 44, less July's 31: Thursday 13 August. 23:59 in California is 06:59 of the 15th in UTC.
    ("2026-07-15T06:59+00:00", "2026-08-13", "2026-08-13"),
    # One minute later it is the 15th in California too: Friday 14 August.
    ("2026-07-15T07:00+00:00", "2026-08-14", "2026-08-14"),
    # Leap days. 30 + 30 = 60, less January's 31: 29 February 2024, a Thursday.
    ("2024-01-30T12:00-08:00", "2024-02-29", "2024-02-29"),
    # The same in a common year: "29 February" is Wednesday 1 March 2023.
    ("2023-01-30T12:00-08:00", "2023-03-01", "2023-03-01"),
    # 2028 is a leap year: Tuesday 29 February, and for the day after Wednesday 1 March.
    ("2028-01-30T12:00-08:00", "2028-02-29", "2028-02-29"),
    ("2028-01-31T12:00-08:00", "2028-03-01", "2028-03-01"),
    # Received on the leap day itself: 29 + 30 = 59, less its month's 29: Thursday 30 March 2028.
    ("2028-02-29T12:00-08:00", "2028-03-30", "2028-03-30"),
    # Year ends. 2 + 30 = 32, less December's 31: Friday 1 January 2027, New Year; next court day Monday 4.
    ("2026-12-02T12:00-08:00", "2027-01-01", "2027-01-04"),
    # 1 + 30 = 31 December 2027, a Friday on which New Year 2028 (a Saturday) is kept; Monday 3 January.
    ("2027-12-01T12:00-08:00", "2027-12-31", "2028-01-03"),
    # 24 + 30 = 54, less November's 30: Friday 24 December 2027, Christmas (a Saturday) is kept; Monday 27.
    ("2027-11-24T12:00-08:00", "2027-12-24", "2027-12-27"),
    # 23:59 on 31 December 2025 is 07:59 of 2026 in UTC. 31 + 30 = 61, less 31: Friday 30 January 2026.
    ("2026-01-01T07:59+00:00", "2026-01-30", "2026-01-30"),
    # A minute later: 1 + 30 = Saturday 31 January 2026, Monday 2 February.
    ("2026-01-01T08:00+00:00", "2026-01-31", "2026-02-02"),
    # 20 + 30 = 50, less December's 31: 19 January 2026, Martin Luther King Jr. Day; Tuesday 20.
    ("2025-12-20T12:00-08:00", "2026-01-19", "2026-01-20"),
    # Weekends and holidays. 3 + 30 = 33, less June's 30: Friday 3 July 2026, kept for Saturday the 4th; Monday 6.
    ("2026-06-03T12:00-07:00", "2026-07-03", "2026-07-06"),
    # Saturday 4 July and Sunday 5 July 2026 run to the same Monday.
    ("2026-06-04T12:00-07:00", "2026-07-04", "2026-07-06"),
    ("2026-06-05T12:00-07:00", "2026-07-05", "2026-07-06"),
    # Sunday 4 July 2027, kept on Monday 5; Tuesday 6.
    ("2027-06-04T12:00-07:00", "2027-07-04", "2027-07-06"),
    # 25 + 30 = 55, less November's 30: Friday 25 December 2026, Christmas; Monday 28.
    ("2026-11-25T12:00-08:00", "2026-12-25", "2026-12-28"),
    # 27 + 30 = 57, less October's 31: 26 November 2026, Thanksgiving; then its Friday and a weekend; Monday 30.
    ("2026-10-27T12:00-07:00", "2026-11-26", "2026-11-30"),
    # 28 + 30 = 58, less February's 28: Friday 30 March 2029, kept for Saturday 31; Monday 2 April.
    ("2029-02-28T12:00-08:00", "2029-03-30", "2029-04-02"),
    # 28 + 30 = 58, less 28: Sunday 30 March 2025, then Monday 31 March, Farmworkers Day; Tuesday 1 April.
    ("2025-02-28T12:00-08:00", "2025-03-30", "2025-04-01"),
    # 13 + 30 = 43, less January's 31: Wednesday 12 February 2025, Lincoln Day; Thursday 13.
    ("2025-01-13T12:00-08:00", "2025-02-12", "2025-02-13"),
    # 12 + 30 = 42, less 31: Friday 11 February 2028, kept for Saturday 12; Monday 14.
    ("2028-01-12T12:00-08:00", "2028-02-11", "2028-02-14"),
    # 17 + 30 = 47, less 31: 16 February 2026, Presidents' Day; Tuesday 17.
    ("2026-01-17T12:00-08:00", "2026-02-16", "2026-02-17"),
    # 25 + 30 = 55, less April's 30: 25 May 2026, Memorial Day; Tuesday 26.
    ("2026-04-25T12:00-07:00", "2026-05-25", "2026-05-26"),
    # 20 + 30 = 50, less May's 31: Friday 19 June 2026, Juneteenth; Monday 22.
    ("2026-05-20T12:00-07:00", "2026-06-19", "2026-06-22"),
    # 19 + 30 = 49, less 31: Friday 18 June 2027, kept for Saturday 19; Monday 21.
    ("2027-05-19T12:00-07:00", "2027-06-18", "2027-06-21"),
    # Sunday 19 June 2033, kept on Monday 20; Tuesday 21.
    ("2033-05-20T12:00-07:00", "2033-06-19", "2033-06-21"),
    # 8 + 30 = 38, less August's 31: 7 September 2026, Labor Day; Tuesday 8.
    ("2026-08-08T12:00-07:00", "2026-09-07", "2026-09-08"),
    # 26 + 30 = 56, less 31: Friday 25 September 2026, Native American Day; Monday 28.
    ("2026-08-26T12:00-07:00", "2026-09-25", "2026-09-28"),
    # 12 + 30 = 42, less September's 30: 12 October 2026, Columbus Day; the courts are open.
    ("2026-09-12T12:00-07:00", "2026-10-12", "2026-10-12"),
    # 12 + 30 = 42, less October's 31: Wednesday 11 November 2026, Veterans Day; Thursday 12.
    ("2026-10-12T12:00-07:00", "2026-11-11", "2026-11-12"),
    # 11 + 30 = 41, less 31: Friday 10 November 2028, kept for Saturday 11; Monday 13.
    ("2028-10-11T12:00-07:00", "2028-11-10", "2028-11-13"),
    # Daylight saving time begins on 8 March 2026 at 2:00. 9 + 30 = 39, less 28: Wednesday 11 March; 23:59 of the
    # 9th is 07:59 of the 10th in UTC.
    ("2026-02-10T07:59+00:00", "2026-03-11", "2026-03-11"),
    # 23:59 on 7 March, still 8 hours behind: 7 + 30 = 37, less 31: Monday 6 April.
    ("2026-03-08T07:59+00:00", "2026-04-06", "2026-04-06"),
    # 1:59 and, a minute later, 3:00 on 8 March: both 8 + 30 = 38, less 31: Tuesday 7 April.
    ("2026-03-08T09:59+00:00", "2026-04-07", "2026-04-07"),
    ("2026-03-08T10:00+00:00", "2026-04-07", "2026-04-07"),
    # 23:59:59 on 8 March, now 7 hours behind; one second later it is the 9th: Wednesday 8 April.
    ("2026-03-09T06:59:59+00:00", "2026-04-07", "2026-04-07"),
    ("2026-03-09T07:00+00:00", "2026-04-08", "2026-04-08"),
    # It ends on 1 November 2026: 1:30 comes twice, and both are the 1st. 1 + 30 = 31, less 30: Tuesday 1 December.
    ("2026-11-01T08:30+00:00", "2026-12-01", "2026-12-01"),
    ("2026-11-01T09:30+00:00", "2026-12-01", "2026-12-01"),
    # 23:59 on the 1st is 07:59 of the 2nd in UTC; a minute later Wednesday 2 December.
    ("2026-11-02T07:59+00:00", "2026-12-01", "2026-12-01"),
    ("2026-11-02T08:00+00:00", "2026-12-02", "2026-12-02"),
)

# § 1798.83(b)(1), a reasonable period, at most 150 days: received at, reasonable days, due_safe, due_latest.
# Counted by the day of the year: 10 March is day 69, or 70 in a leap year.
REASONABLE_PERIOD = (
    # 69 + 150 = 219; 1 August is day 213: Friday 7 August.
    ("2026-03-10T09:00-07:00", 30, "2026-04-09", "2026-08-07"),
    # A stricter desk: 20 March.
    ("2026-03-10T09:00-07:00", 10, "2026-03-20", "2026-08-07"),
    # 31 December 2025 + 150 = day 150 of 2026; 1 May is day 121: Saturday 30 May, Monday 1 June.
    ("2026-01-01T07:59+00:00", 30, "2026-01-30", "2026-06-01"),
    # A desk that wants more than the law gives: 150 days, and the date to work to does not roll.
    ("2026-01-01T07:59+00:00", 200, "2026-05-30", "2026-06-01"),
    # 1 + 150 = 151; in a leap year 1 May is day 122: Tuesday 30 May 2028, the day after Memorial Day.
    ("2028-01-01T12:00-08:00", 30, "2028-01-31", "2028-05-30"),
    # Day 150 of 2028: Monday 29 May, Memorial Day; Tuesday 30.
    ("2027-12-31T12:00-08:00", 30, "2028-01-30", "2028-05-30"),
    # 29 June is day 180; 330 less 305 (1 November) is 26 November, Thanksgiving; Monday 30.
    ("2026-06-29T12:00-07:00", 30, "2026-07-29", "2026-11-30"),
    # 28 July is day 209; 359 less 335 (1 December) is 25 December, Christmas; Monday 28.
    ("2026-07-28T12:00-07:00", 30, "2026-08-27", "2026-12-28"),
)

# Business days: received at, how many, due_safe (Saturdays and minor holidays count), due_latest (court days).
BUSINESS_DAYS = (
    # Safe: 21, 23 24 25, (Thanksgiving) 27 28, 30, 1 2 3. Latest: 23 24 25, 30, 1 2 3 4, 7 8.
    ("2026-11-20T12:00-08:00", 10, "2026-12-03", "2026-12-08"),
    # Five more. Safe: 4 5, 7 8 9. Latest: 9 10 11, 14 15.
    ("2026-11-20T12:00-08:00", 15, "2026-12-09", "2026-12-15"),
    # Safe: 3, (Saturday the 4th) 6-11, 13 14 15. Latest: (Friday the 3rd) 6-10, 13-17.
    ("2026-07-02T12:00-07:00", 10, "2026-07-15", "2026-07-17"),
    # Safe: 9, (Veterans Day's Friday and Saturday) 13-18, 20 21 22. Latest: 9, 13-17, 20 21 22, (23 24) 27.
    ("2028-11-08T12:00-08:00", 10, "2028-11-22", "2028-11-27"),
    # Safe: 18, (Sunday's Juneteenth; its Monday counts) 20-25, 27 28 29. Latest: 21-24, 27-1, (4 July) 5.
    ("2033-06-17T12:00-07:00", 10, "2033-06-29", "2033-07-05"),
    # Columbus Day, 12 October, counts in both. Safe: 12-17, 19-22. Latest: 12-16, 19-23.
    ("2026-10-10T12:00-07:00", 10, "2026-10-22", "2026-10-23"),
    # Safe: 24, (Christmas, Sunday) 27-31, (New Year, Sunday) 3-6. Latest: (24) 27-30, (31) 3-7, 10.
    ("2027-12-23T12:00-08:00", 10, "2028-01-06", "2028-01-10"),
    # Safe: 11 12 13 14, (16) 17-21, 23-28. Latest: 11, (12) 13, (16) 17-20, 23-27, 2-5 March.
    ("2026-02-10T12:00-08:00", 15, "2026-02-28", "2026-03-05"),
    # Over a leap day. Safe: 26, 28 29 1 2 3 4, 6 7 8. Latest: 28 29 1 2 3, 6-10.
    ("2028-02-25T12:00-08:00", 10, "2028-03-08", "2028-03-10"),
    # Safe: (New Year) 2, 4-9, 11 12 13. Latest: 4-8, 11-15.
    ("2026-12-31T12:00-08:00", 10, "2027-01-13", "2027-01-15"),
    # New Year 2023 is a Sunday, kept on Monday in both. Safe: 31, 3-7, 9-12. Latest: 3-6, 9-13, (16) 17.
    ("2022-12-30T12:00-08:00", 10, "2023-01-12", "2023-01-17"),
    # 23:59 on Friday 13 March 2026 is Saturday in UTC. Safe: 14, 16-21, 23 24 25. Latest: 16-20, 23-27.
    ("2026-03-14T06:59+00:00", 10, "2026-03-25", "2026-03-27"),
)
