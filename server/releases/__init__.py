"""Releases that a hub publishes, carried like course files, and taken by boxes at night."""
