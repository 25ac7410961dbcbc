"""Frames: the one unit that travels, with the same bytes on every road."""
