"""Erasing what a node knows of a person, everywhere the school's work has gone."""
