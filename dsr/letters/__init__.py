"""Words to people: composed, kept, sent by email or on paper."""
