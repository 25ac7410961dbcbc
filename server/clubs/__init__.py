"""Clubs and electives: who is in them, their own journal, and whether an elective was passed."""
