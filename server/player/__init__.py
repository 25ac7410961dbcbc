"""Attempts at lesson items, as their sessions were committed."""
