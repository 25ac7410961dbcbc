"""Releases as signed files: verified here, asked for here, and switched to by who may."""
