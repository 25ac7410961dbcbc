"""Statements on their way to other learning record stores."""
