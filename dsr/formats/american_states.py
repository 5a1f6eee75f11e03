"""The states of the United States, the District of Columbia and the territories, as people and tables write them."""

_CODES_AND_NAMES = (
    "CA California|"
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CO Colorado|CT Connecticut|DE Delaware|FL Florida|GA Georgia"
    "|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland"
    "|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada"
    "|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma"
    "|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah"
    "|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|DC District of Columbia"
    "|AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI Virgin Islands"
)
# USPS codes and names, in capitals.
STATES = frozenset(word.upper() for state in _CODES_AND_NAMES.split("|") for word in (state[:2], state[3:]))
