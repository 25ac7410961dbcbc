"""Rosters from files: read, compared with what is known, shown row by row, then written."""
