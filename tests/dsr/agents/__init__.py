"""Who acts for whom, and what the person is asked."""
