"""Webhooks for steps and for events: signed, sent, and where they may go."""
