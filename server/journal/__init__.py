"""The journal: what was taught on which day, what was set for home, and who was there."""
