"""Assignments, the work handed in for them, and its marks."""
