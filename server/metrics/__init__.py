"""Figures of this process for whoever watches many of them: no person, no school by name."""
