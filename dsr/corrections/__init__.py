"""The items of a § 1798.106 request: stated, decided, told in the letter."""
